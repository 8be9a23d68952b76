package io.sluice.process;

/**
 * Has something open that only the holder of a lease may have.
 */
@FunctionalInterface
public interface LeaseUser {

	/**
	 * Close it, because the lease has ended. Does not block. Any thread.
	 */
	void endLease();

}
