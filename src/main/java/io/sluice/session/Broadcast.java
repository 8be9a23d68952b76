package io.sluice.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import io.sluice.session.PushFrame.Purpose;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;

/**
 * A message to many sessions. Those of one listener share the bytes of its frame. All
 * pushes are begun before any is waited for.
 */
@RequiredArgsConstructor
final class Broadcast {

	/** The longest time without a yield. */
	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Object payload;

	private final List<Waiting> pushes = new ArrayList<>();

	private final Map<ListenerSessions, Frame> frames = new HashMap<>();

	private long turnBegan = System.nanoTime();

	/**
	 * Begin a broadcast. Does not wait.
	 */
	static Broadcast begin(Stream<Session> sessions, Object payload) {
		Broadcast broadcast = new Broadcast(payload);
		// a condition that fails must not leave half a broadcast
		sessions.toList().forEach(broadcast::push);
		broadcast.frames.clear();
		return broadcast;
	}

	private void push(Session session) {
		Frame frame = this.frames.computeIfAbsent(session.sessions(), (listener) -> frame(session));
		PendingPush push = (frame.bytes() != null) ? session.begin(frame.bytes())
				: session.unsendable(Objects.requireNonNull(frame.failure()));
		long now = System.nanoTime();
		this.pushes.add(new Waiting(push, now + session.sessions().pushes().timeout().toNanos()));
		yieldAfterTurn(now);
	}

	/**
	 * Let other threads go on: most pushes are written by this thread. A park puts it
	 * behind all others, a yield only behind those of its carrier.
	 */
	private void yieldAfterTurn(long now) {
		if (now - this.turnBegan > TURN_NANOS && Thread.currentThread().isVirtual()) {
			LockSupport.parkNanos(this, 1);
			this.turnBegan = System.nanoTime();
		}
	}

	private Frame frame(Session session) {
		try {
			return new Frame(session.frame(this.payload, Purpose.BROADCAST), null);
		}
		catch (MessageDeliveryException ex) {
			return new Frame(null, ex);
		}
	}

	/**
	 * Wait for all pushes.
	 */
	BroadcastResult await() {
		int written = 0;
		int stuck = 0;
		List<PushResult> failures = new ArrayList<>();
		for (Waiting waiting : this.pushes) {
			PushResult result = Waits.awaitUntil(waiting.push(), waiting.deadline());
			if (result.isWritten()) {
				written++;
			}
			else {
				stuck += (result.outcome() == PushResult.Outcome.STUCK) ? 1 : 0;
				failures.add(result);
			}
		}
		return new BroadcastResult(written, stuck, failures.size() - stuck, failures);
	}

	/**
	 * Wait for all pushes on a thread of its own.
	 */
	CompletableFuture<BroadcastResult> awaitLater() {
		return CompletableFuture.supplyAsync(this::await, Thread::startVirtualThread);
	}

	/**
	 * The frame of a listener's sessions.
	 *
	 * @param bytes its bytes, or {@code null} if there is none
	 * @param failure why there is none
	 */
	private record Frame(@Nullable PushFrame bytes, @Nullable MessageDeliveryException failure) {

	}

	/**
	 * A push that is waited for.
	 *
	 * @param push the push
	 * @param deadline the {@link System#nanoTime()} at which it expires
	 */
	private record Waiting(PendingPush push, long deadline) {

	}

}
