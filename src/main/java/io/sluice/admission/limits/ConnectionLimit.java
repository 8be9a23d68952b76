package io.sluice.admission.limits;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the connections that are open at once, of a listener or of the process. A
 * listener waits for room before it accepts, and does not reserve it: several listeners
 * may wait for the same room, and a listener that waits for a client must not block the
 * others.
 */
public final class ConnectionLimit implements Room {

	private final Places free;

	private volatile int max;

	/**
	 * Create a limit.
	 * @param max the most connections open at once, or 0 for no limit
	 */
	public ConnectionLimit(int max) {
		this.max = places(max);
		this.free = new Places(this.max);
	}

	private static int places(int max) {
		return (max > 0) ? max : Integer.MAX_VALUE;
	}

	/**
	 * The most connections open at once.
	 */
	public int max() {
		return this.max;
	}

	/**
	 * Change the limit. Open connections stay open, even if there are more.
	 * @param newMax the most connections open at once, or 0 for no limit
	 */
	public synchronized void change(int newMax) {
		int more = places(newMax) - this.max;
		this.max = places(newMax);
		if (more > 0) {
			this.free.release(more);
		}
		else {
			this.free.reducePermits(-more);
		}
	}

	@Override
	public String reason() {
		return "limit";
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		boolean room = this.free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
		if (room) {
			this.free.release();
		}
		return room;
	}

	@Override
	public boolean enter(long patienceMillis) throws InterruptedException {
		return this.free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
	}

	@Override
	public void leave() {
		this.free.release();
	}

	/** Places whose number may shrink below those that are taken. */
	private static final class Places extends Semaphore {

		private static final long serialVersionUID = 1L;

		Places(int count) {
			super(count);
		}

		@Override
		protected void reducePermits(int reduction) {
			super.reducePermits(reduction);
		}

	}

}
