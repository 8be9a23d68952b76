package io.sluice.cluster;

import java.time.Duration;

/**
 * Locks that processes share, and that expire.
 */
public interface SharedLocks extends AutoCloseable {

	/**
	 * The lock of a lease.
	 * @param role the name of the lease
	 * @param timeToLive the time after which it expires unless it is renewed
	 */
	SharedLock get(String role, Duration timeToLive);

	@Override
	void close();

}
