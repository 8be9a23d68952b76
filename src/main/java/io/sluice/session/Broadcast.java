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
import io.sluice.PushResult.Outcome;
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

	/** The number of pushes after which to look at the clock. */
	private static final int LOOK = 16;

	private final Object payload;

	private final Map<ListenerSessions, Frame> frames = new HashMap<>();

	/** The pushes that had not ended when they were begun. */
	private final List<PendingPush> pending = new ArrayList<>();

	private final List<PushResult> failures = new ArrayList<>();

	private int written;

	private int stuck;

	private long turnBegan = System.nanoTime();

	/**
	 * Begin a broadcast. Does not wait.
	 */
	static Broadcast begin(Stream<Session> sessions, Object payload) {
		Broadcast broadcast = new Broadcast(payload);
		// a condition that fails must not leave half a broadcast
		List<Session> all = sessions.toList();
		for (int i = 0; i < all.size(); i++) {
			broadcast.push(all.get(i));
			if (i % LOOK == LOOK - 1) {
				broadcast.yieldAfterTurn();
			}
		}
		broadcast.frames.clear();
		return broadcast;
	}

	private void push(Session session) {
		Frame frame = this.frames.computeIfAbsent(session.sessions(), (_) -> frame(session));
		PendingPush push = (frame.bytes() != null) ? session.begin(frame.bytes())
				: session.unsendable(Objects.requireNonNull(frame.failure()));
		if (push.result().isDone()) {
			record(push.result().join());
		}
		else {
			this.pending.add(push);
		}
	}

	/**
	 * Let other threads go on: most pushes are written by this thread. A park puts it
	 * behind all others, a yield only behind those of its carrier.
	 */
	private void yieldAfterTurn() {
		if (System.nanoTime() - this.turnBegan > TURN_NANOS && Thread.currentThread().isVirtual()) {
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
		this.pending.forEach((push) -> record(Waits.await(push)));
		return new BroadcastResult(this.written, this.stuck, this.failures.size() - this.stuck, this.failures);
	}

	/**
	 * Wait for all pushes on a thread of its own.
	 */
	CompletableFuture<BroadcastResult> awaitLater() {
		return CompletableFuture.supplyAsync(this::await, Thread::startVirtualThread);
	}

	private void record(PushResult result) {
		if (result.isWritten()) {
			this.written++;
			return;
		}
		this.stuck += (result.outcome() == Outcome.STUCK) ? 1 : 0;
		this.failures.add(result);
	}

	/**
	 * The frame of a listener's sessions.
	 *
	 * @param bytes its bytes, or {@code null} if there is none
	 * @param failure why there is none
	 */
	private record Frame(@Nullable PushFrame bytes, @Nullable MessageDeliveryException failure) {

	}

}
