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

	private static final int BYTES = 16 * 1024;

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** A read that takes this long and is not filled has let others run. */
	private static final long WAITED_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	private final Flushable held;

	private long since = System.nanoTime();

	private int bytes;

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
	 * @param filled whether it brought as many as it could
	 * @param before when it began
	 * @param after when it returned
	 */
	void read(int count, boolean filled, long before, long after) {
		if (!filled && after - before >= WAITED_NANOS) {
			startAgain(after);
		}
		this.bytes += count;
	}

	/**
	 * Let the other connections run once 16 KB or 1 ms have gone by without a wait.
	 * @param now the current {@link System#nanoTime()}
	 */
	void giveWayIfUsedUp(long now) throws IOException {
		boolean usedUp = this.bytes >= BYTES || now - this.since >= NANOS;
		if (!usedUp || !Thread.currentThread().isVirtual()) {
			return;
		}
		this.held.flush();
		// Thread.yield() puts the thread back on its carrier's own queue, where it is
		// soon found again; a timed park goes to the end of everybody's
		LockSupport.parkNanos(this, 1);
		startAgain(System.nanoTime());
	}

	private void startAgain(long now) {
		this.since = now;
		this.bytes = 0;
	}

}
