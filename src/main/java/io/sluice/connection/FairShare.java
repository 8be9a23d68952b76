package io.sluice.connection;

import java.io.Flushable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a connection that always has more to read from holding its carrier for ever:
 * virtual threads are not pre-empted, so four such connections on two cores would starve
 * every other one. Used by one thread.
 */
final class FairShare {

	/**
	 * Time, not bytes: a message costs a hundred times what another of its size does.
	 */
	private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * Before a read the next turn costs less to wait for, so it is shorter: a large
	 * message or two, or a burst of small ones.
	 */
	private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(40);

	private final Flushable held;

	/** When it last had waited. */
	private long since = System.nanoTime();

	/**
	 * When it was last seen at work; before the other where it has not been since.
	 */
	private long until = this.since;

	/**
	 * Share a carrier.
	 * @param held what must not be held back while others run
	 */
	FairShare(Flushable held) {
		this.held = held;
	}

	/**
	 * Take note of a wait, in which others ran.
	 * @param now when it was over
	 */
	void recordRest(long now) {
		this.since = now;
	}

	/**
	 * Take note of work: a read has returned, or a request has ended. What a handler
	 * waited for counts as well, as it is the time that is asked, not the processor's.
	 * @param now when it did, a {@link System#nanoTime()}
	 */
	void recordWork(long now) {
		this.until = now;
	}

	/**
	 * Whether to give way although there is more at hand: between two requests.
	 * @return {@code true} once a millisecond has gone by without a wait
	 */
	boolean isUsedUp() {
		return this.until - this.since >= SLICE_NANOS;
	}

	/**
	 * Whether others come first before the next read, also where that has to wait: who
	 * asks for little does not wait for all who ask for much.
	 * @return {@code true} once 40 microseconds have gone by without a wait
	 */
	boolean isTurnOver() {
		return this.until - this.since >= TURN_NANOS;
	}

	/**
	 * Let the other connections run.
	 */
	void yieldTurn() throws IOException {
		if (!Thread.currentThread().isVirtual()) {
			return;
		}
		this.held.flush();
		// Thread.yield() puts the thread back on its carrier's own queue, where it is
		// soon found again; a timed park goes to the end of everybody's
		LockSupport.parkNanos(this, 1);
		this.since = System.nanoTime();
	}

}
