package io.sluice.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import lombok.RequiredArgsConstructor;

/**
 * The pushes of a broadcast that one thread begins. One thread at a time.
 */
@RequiredArgsConstructor
final class BroadcastPart {

	/** The longest time without a yield. */
	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** The number of pushes after which to look at the clock. */
	private static final int LOOK = 16;

	private final List<Session> sessions;

	private final Map<ListenerSessions, BroadcastFrame> frames;

	/** The {@link System#nanoTime()} after which no write begins. */
	private final long deadline;

	/** The pushes that had not ended when they were begun. */
	private final List<PendingPush> pending = new ArrayList<>();

	private final List<PushResult> failures = new ArrayList<>();

	private int written;

	private int stuck;

	/**
	 * Begin all pushes. Does not wait for clients.
	 */
	void push() {
		long turnBegan = System.nanoTime();
		long now = turnBegan;
		int begun = 0;
		for (Session session : this.sessions) {
			push(session, now);
			if (++begun % LOOK == 0) {
				now = System.nanoTime();
				if (now - turnBegan > TURN_NANOS) {
					yieldToAll();
					turnBegan = System.nanoTime();
					now = turnBegan;
				}
			}
		}
	}

	private void push(Session session, long now) {
		if (now - this.deadline >= 0) {
			record(new PushResult(Outcome.FAILED, session, false, "the deadline of the broadcast has passed"));
			return;
		}
		PendingPush push = Objects.requireNonNull(this.frames.get(session.sessions())).push(session);
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
	private void yieldToAll() {
		if (Thread.currentThread().isVirtual()) {
			LockSupport.parkNanos(this, 1);
		}
	}

	/**
	 * Wait for all pushes.
	 */
	void await() {
		this.pending.forEach((push) -> record(Waits.await(push, this.deadline)));
		this.pending.clear();
	}

	private void record(PushResult result) {
		if (result.isWritten()) {
			this.written++;
			return;
		}
		this.stuck += (result.outcome() == Outcome.STUCK) ? 1 : 0;
		this.failures.add(result);
	}

	/** The number of sessions whose message has been written. */
	int written() {
		return this.written;
	}

	/** The number of sessions that did not read. */
	int stuck() {
		return this.stuck;
	}

	/** The results of all others. */
	List<PushResult> failures() {
		return this.failures;
	}

}
