package io.sluice.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.sluice.process.LeaseUser;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * A lease as its process knows it. It ends by the monotonic clock, whether or not
 * anything runs at that moment: the first that asks afterwards, the timer or a
 * connection, ends what uses the lease.
 */
@Slf4j(topic = "io.sluice.cluster")
final class ExpiringLease {

	private final String name;

	private final LongSupplier clock;

	/** Ended in this order. */
	private final List<LeaseUser> users = new CopyOnWriteArrayList<>();

	/** Held while the lease begins and ends, and not while it is asked. */
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition granted = this.lock.newCondition();

	/** The current term; {@code null} while this process does not hold the lease. */
	private volatile @Nullable Term term;

	/**
	 * Create a lease that this process does not hold.
	 * @param name the name of what is leased, for log lines
	 * @param clock {@link System#nanoTime()}
	 */
	ExpiringLease(String name, LongSupplier clock) {
		this.name = name;
		this.clock = clock;
	}

	/** As {@link io.sluice.process.Lease#isValid}. */
	boolean isValid() {
		Term current = this.term;
		if (current == null) {
			return false;
		}
		if (isCurrent(current)) {
			return true;
		}
		// another thread that ends the lease may wait for what this one holds
		if (this.lock.tryLock()) {
			try {
				endIfOver();
			}
			finally {
				this.lock.unlock();
			}
		}
		return isCurrent(this.term);
	}

	private boolean isCurrent(@Nullable Term asked) {
		return asked != null && !asked.isOver(this.clock.getAsLong());
	}

	private void endIfOver() {
		if (this.term != null && !isCurrent(this.term)) {
			log.warn("[{}] the lease was not renewed in time; its connections are closed", this.name);
			endUsers();
		}
	}

	/** As {@link io.sluice.process.Lease#await}. */
	boolean await(long patienceMillis) throws InterruptedException {
		if (isValid()) {
			return true;
		}
		long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
		this.lock.lockInterruptibly();
		try {
			while (this.term == null && left > 0) {
				left = this.granted.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
		return isValid();
	}

	/** As {@link io.sluice.process.Lease#add}. */
	void add(LeaseUser user) {
		this.users.add(user);
	}

	/** As {@link io.sluice.process.Lease#remove}. */
	void remove(LeaseUser user) {
		this.users.remove(user);
	}

	/**
	 * The time to the end of the term.
	 * @return nanoseconds; not above 0 if there is no term
	 */
	long remainingNanos() {
		Term current = this.term;
		return (current != null) ? current.expiresAt() - this.clock.getAsLong() : 0;
	}

	/**
	 * Begin a term.
	 * @param expiresAt the {@link System#nanoTime()} at which it ends
	 * @return {@code false} if it is already over
	 */
	boolean grant(long expiresAt) {
		this.lock.lock();
		try {
			Term next = new Term(expiresAt);
			if (!isCurrent(next)) {
				return false;
			}
			this.term = next;
			this.granted.signalAll();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Extend the term.
	 * @param expiresAt the {@link System#nanoTime()} at which it ends
	 * @return {@code false} if it has ended before: what used it is closed
	 */
	boolean renew(long expiresAt) {
		this.lock.lock();
		try {
			endIfOver();
			if (this.term == null) {
				return false;
			}
			this.term = new Term(expiresAt);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End the term, because another process has acquired the lease. What uses it is
	 * closed before this returns.
	 */
	void lose() {
		if (end()) {
			log.warn("[{}] another process has acquired the lease; the connections of this one are closed", this.name);
		}
	}

	/**
	 * End the term, so that another process may acquire the lease. What uses it is closed
	 * before this returns.
	 */
	void release() {
		if (end()) {
			log.info("[{}] this process gives the lease up", this.name);
		}
	}

	private boolean end() {
		this.lock.lock();
		try {
			if (this.term == null) {
				return false;
			}
			endUsers();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void endUsers() {
		this.term = null;
		for (LeaseUser user : this.users) {
			try {
				user.endLease();
			}
			catch (RuntimeException ex) {
				log.error("[{}] a connection did not close when the lease ended", this.name, ex);
			}
		}
	}

	/**
	 * A time in which this process holds the lease.
	 *
	 * @param expiresAt the {@link System#nanoTime()} at which it ends
	 */
	private record Term(long expiresAt) {

		boolean isOver(long now) {
			return now - this.expiresAt >= 0;
		}

	}

}
