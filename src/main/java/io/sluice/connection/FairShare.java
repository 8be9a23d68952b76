package io.sluice.connection;

import java.io.Flushable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a connection that always has more input yield its carrier thread. Virtual threads
 * are not pre-empted: four such connections on two cores would starve every other
 * connection. Used by one thread.
 */
final class FairShare {

	/**
	 * Measured in time and not in bytes: one message can cost a hundred times as much as
	 * another of the same size.
	 */
	private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * Shorter than the slice, because yielding is cheaper before a read: one or two large
	 * messages, or a burst of small ones.
	 */
	private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(40);

	private final Flushable held;

	/** The end of the last wait. */
	private long since = System.nanoTime();

	/**
	 * The latest time at which the connection was seen at work; before {@link #since} if
	 * it has not worked since.
	 */
	private long until = this.since;

	/**
	 * The work on other threads since this connection last yielded. A wait does not reset
	 * it.
	 */
	private long otherWork;

	/**
	 * Create a share.
	 * @param held flushed before other connections run
	 */
	FairShare(Flushable held) {
		this.held = held;
	}

	/**
	 * Record the end of a wait, in which other connections ran.
	 * @param now the {@link System#nanoTime()} at its end
	 */
	void recordRest(long now) {
		this.since = now;
	}

	/**
	 * Record work: a read has returned, or a request has ended. The measure is elapsed
	 * time and not processor time, so the waits of a handler count as well.
	 * @param now the current {@link System#nanoTime()}
	 */
	void recordWork(long now) {
		this.until = now;
	}

	/**
	 * Record work for this connection on other threads.
	 * @param nanos the time that it took
	 */
	void recordOtherWork(long nanos) {
		this.otherWork += nanos;
	}

	/**
	 * Whether the caller must yield at once, although more input is at hand: between two
	 * requests, or before a read that needs no wait.
	 * @return {@code true} after a millisecond without a wait
	 */
	boolean mustYieldNow() {
		return this.until - this.since + this.otherWork >= SLICE_NANOS;
	}

	/**
	 * Whether the caller must yield before it reads, even if the read has to wait. A
	 * connection with little input then waits for a turn, and not for all connections
	 * with much input.
	 * @return {@code true} after 40 microseconds without a wait
	 */
	boolean mustYieldBeforeRead() {
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
		// Thread.yield() puts the thread back on its carrier's own queue, where it soon
		// runs again; a timed park puts it at the end of the shared queue
		LockSupport.parkNanos(this, 1);
		this.otherWork = 0;
		this.since = System.nanoTime();
	}

}
