package io.sluice.process;

import org.jspecify.annotations.Nullable;

/**
 * The right of this process to what only one process may have, such as the connection to
 * a device. It expires unless it is renewed. Any thread.
 */
public interface Lease {

	/**
	 * Whether this process may use now what a lease may stand for.
	 * @param required the lease, or {@code null} if none is needed
	 */
	static boolean allows(@Nullable Lease required) {
		return required == null || required.isValid();
	}

	/**
	 * Begin to need the lease. While something of this process needs it, the process
	 * competes for it with the others.
	 */
	void demand();

	/**
	 * Cease to need the lease. Each call cancels one of {@link #demand}. When none is
	 * left, this gives up the lease, and waits until another process can acquire it, or
	 * for as long as that may take.
	 */
	void withdraw();

	/**
	 * The name of the process that holds the lease.
	 * @return {@code null} if no process holds it, or if this one does not know which
	 */
	@Nullable String holder();

	/**
	 * Whether this process holds the lease now. The thread that finds first that it has
	 * expired ends all users of the lease before it returns. Does not block.
	 */
	boolean isValid();

	/**
	 * Wait until this process holds the lease.
	 * @param patienceMillis the longest time to wait
	 * @return {@code false} if it does not hold the lease
	 */
	boolean await(long patienceMillis) throws InterruptedException;

	/**
	 * Add a user of the lease. The caller must check afterwards whether the lease is
	 * valid.
	 * @param user ended when the lease ends, in the order of adding
	 */
	void add(LeaseUser user);

	/**
	 * Remove a user of the lease.
	 */
	void remove(LeaseUser user);

}
