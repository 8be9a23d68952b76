package io.sluice.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import lombok.RequiredArgsConstructor;

import org.springframework.integration.support.locks.DistributedLock;

/**
 * One lock that processes share, and that expires. Used by one thread.
 */
@RequiredArgsConstructor
final class SharedLock {

	private final DistributedLock lock;

	private final Duration timeToLive;

	/** Whether a lock that is free has not been forgotten. */
	private final BooleanSupplier settled;

	/**
	 * How often this thread has acquired the lock. After a lease that has ended by
	 * itself, it has not given the lock up: that could take it from the process that has
	 * acquired it since.
	 */
	private int held;

	/**
	 * Make an attempt to acquire the lock.
	 * @throws RuntimeException if it is not known whether that succeeded
	 */
	boolean acquire() throws InterruptedException {
		if (!this.settled.getAsBoolean() || !this.lock.tryLock(Duration.ZERO, this.timeToLive)) {
			return false;
		}
		this.held++;
		// asked again: it may have been forgotten in between
		return this.settled.getAsBoolean();
	}

	/**
	 * Make an attempt to extend the time of the lock.
	 * @return {@code false} if another process has acquired it
	 * @throws RuntimeException if it is not known whether that succeeded
	 */
	boolean renew() throws InterruptedException {
		if (!this.lock.tryLock(Duration.ZERO, this.timeToLive)) {
			return false;
		}
		// acquired more than once, so this does not give it up
		this.lock.unlock();
		return true;
	}

	/**
	 * Give the lock up.
	 * @throws RuntimeException if it will expire instead
	 */
	void release() {
		int times = this.held;
		this.held = 0;
		for (int i = 0; i < times; i++) {
			this.lock.unlock();
		}
	}

}
