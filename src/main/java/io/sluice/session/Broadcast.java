package io.sluice.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.sluice.BroadcastResult;
import io.sluice.PushResult;
import lombok.RequiredArgsConstructor;

/**
 * A message to many sessions. Those of one listener share the bytes of its frame. All
 * pushes are begun before any is waited for.
 */
@RequiredArgsConstructor
final class Broadcast {

	/** The number of sessions that are worth a thread: about a millisecond of writes. */
	private static final int WORTH_A_THREAD = 100;

	/** A deadline that none of its pushes reaches. */
	private static final long FAR_NANOS = Long.MAX_VALUE / 2;

	private final List<BroadcastPart> parts;

	/**
	 * Begin a broadcast. Does not wait for clients.
	 */
	static Broadcast begin(Stream<Session> sessions, Object payload) {
		return begin(sessions, payload, System.nanoTime() + FAR_NANOS);
	}

	/**
	 * Begin a broadcast that ends at a deadline, if its pushes have not ended before.
	 * Does not wait for clients.
	 */
	static Broadcast begin(Stream<Session> sessions, Object payload, long deadline) {
		// a condition that fails must not leave half a broadcast
		List<Session> all = sessions.toList();
		Map<ListenerSessions, BroadcastFrame> frames = new HashMap<>();
		for (Session session : all) {
			frames.computeIfAbsent(session.sessions(), (_) -> BroadcastFrame.of(session, payload));
		}
		Broadcast broadcast = new Broadcast(split(all, frames, deadline));
		broadcast.push();
		return broadcast;
	}

	private static List<BroadcastPart> split(List<Session> sessions, Map<ListenerSessions, BroadcastFrame> frames,
			long deadline) {
		int count = Math.clamp(sessions.size() / WORTH_A_THREAD, 1, Runtime.getRuntime().availableProcessors());
		List<BroadcastPart> parts = new ArrayList<>();
		int from = 0;
		for (int i = 1; i <= count; i++) {
			int to = (int) ((long) sessions.size() * i / count);
			parts.add(new BroadcastPart(sessions.subList(from, to), frames, deadline));
			from = to;
		}
		return parts;
	}

	/**
	 * Push the first part on this thread, and each other on a thread of its own.
	 */
	private void push() {
		List<CompletableFuture<Void>> others = this.parts.stream()
			.skip(1)
			.map((part) -> CompletableFuture.runAsync(part::push, Thread::startVirtualThread))
			.toList();
		this.parts.getFirst().push();
		// a push that follows the broadcast must not overtake it
		others.forEach(CompletableFuture::join);
	}

	/**
	 * Wait for all pushes.
	 */
	BroadcastResult await() {
		int written = 0;
		int stuck = 0;
		List<PushResult> failures = new ArrayList<>();
		for (BroadcastPart part : this.parts) {
			part.await();
			written += part.written();
			stuck += part.stuck();
			failures.addAll(part.failures());
		}
		return new BroadcastResult(written, stuck, failures.size() - stuck, failures);
	}

	/**
	 * Wait for all pushes on a thread of its own.
	 */
	CompletableFuture<BroadcastResult> awaitLater() {
		return CompletableFuture.supplyAsync(this::await, Thread::startVirtualThread);
	}

}
