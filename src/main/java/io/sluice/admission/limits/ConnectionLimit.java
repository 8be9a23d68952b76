package io.sluice.admission.limits;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many connections are open at once, of a listener or of all of them. A
 * listener waits until there is room before it accepts, without taking it: several may
 * wait for the same room, and one that waits for a client must not keep it from another.
 */
public final class ConnectionLimit implements Room {

	private final int max;

	private final Semaphore free;

	/**
	 * Bound connections.
	 * @param max how many may be open at once, 1 or more
	 */
	public ConnectionLimit(int max) {
		this.max = max;
		this.free = new Semaphore(max);
	}

	/**
	 * How many connections may be open at once.
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
