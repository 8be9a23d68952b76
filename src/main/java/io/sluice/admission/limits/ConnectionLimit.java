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

	private final int max;

	private final Semaphore free;

	/**
	 * Create a limit.
	 * @param max the most connections open at once, 1 or more
	 */
	public ConnectionLimit(int max) {
		this.max = max;
		this.free = new Semaphore(max);
	}

	/**
	 * The most connections open at once.
	 */
	public int max() {
		return this.max;
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

}
