package io.sluice.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The lock of an election. It gives the lease the times of the lock: a term begins before
 * the attempt that acquired or renewed the lock, and ends before the lock is given up. A
 * renewal that fails is repeated until the term ends; Spring Integration would give the
 * leadership up at once, and the lock before it has told its candidate. Used by the one
 * thread of the election.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.cluster")
final class LeasedLock implements Lock {

	private final String name;

	private final SharedLock shared;

	private final ExpiringLease lease;

	private final LeaseTerms terms;

	private final LeaseTimer timer;

	private final LogLimit warnings = new LogLimit();

	/** How often the election holds this lock. */
	private int held;

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		boolean locked = (this.held > 0) ? renew() : acquire(unit.toNanos(time));
		if (locked) {
			this.held++;
			this.timer.checkAtEnd(this.lease);
		}
		return locked;
	}

	private boolean acquire(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		while (!isAcquired()) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.sleep(Math.min(left, this.terms.pauseNanos()));
		}
		return true;
	}

	private boolean isAcquired() {
		long begin = System.nanoTime();
		try {
			return this.shared.acquire() && this.lease.grant(begin + this.terms.usableNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			this.warnings.log(log, "[{}] the lease cannot be acquired: {}", this.name, describe(ex));
		}
		return false;
	}

	private boolean renew() throws InterruptedException {
		while (this.lease.isValid()) {
			long begin = System.nanoTime();
			try {
				if (!this.shared.renew()) {
					this.lease.lose();
				}
				else if (this.lease.renew(begin + this.terms.usableNanos())) {
					return true;
				}
			}
			catch (RuntimeException ex) {
				this.warnings.log(log, "[{}] the lease cannot be renewed: {}", this.name, describe(ex));
				TimeUnit.NANOSECONDS.sleep(this.terms.pauseNanos());
			}
		}
		this.held = 0;
		return false;
	}

	private static String describe(RuntimeException failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return (cause == failure) ? String.valueOf(failure.getMessage())
				: failure.getMessage() + ": " + cause.getMessage();
	}

	@Override
	public void unlock() {
		this.held--;
		if (this.held > 0) {
			return;
		}
		// before another process can acquire it
		this.lease.release();
		try {
			this.shared.release();
		}
		catch (RuntimeException ex) {
			log.debug("[{}] the lease could not be given up and will expire", this.name, ex);
		}
	}

	@Override
	public void lock() {
		throw new UnsupportedOperationException("An election does not wait without an end");
	}

	@Override
	public void lockInterruptibly() {
		lock();
	}

	@Override
	public boolean tryLock() {
		throw new UnsupportedOperationException("An election waits for a while");
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("The lock has no conditions");
	}

}
