package io.sluice.listener;

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
	private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

	/**
	 * A read that takes this long, and a nanosecond more for each byte to copy, has
	 * waited and let others run.
	 */
	private static final long WAITED_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	private final Flushable held;

	private long since = System.nanoTime();

	/**
	 * Share a carrier.
	 * @param held what must not be held back while others run
	 */
	FairShare(Flushable held) {
		this.held = held;
	}

	/**
	 * Take note of a read.
	 * @param count the bytes it brought
	 * @param before when it began
	 * @param after when it returned
	 */
	void read(int count, long before, long after) {
		if (after - before >= WAITED_NANOS + count) {
			this.since = after;
		}
	}

	/**
	 * Whether to give way, between two requests or before a read that would not wait.
	 * @param now the current {@link System#nanoTime()}
	 * @return {@code true} once 0.3 ms have gone by without a wait
	 */
	boolean isUsedUp(long now) {
		return now - this.since >= SLICE_NANOS;
	}

	/**
	 * Let the other connections run.
	 */
	void giveWay() throws IOException {
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
