package io.sluice.cluster;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks at leases when their terms may be over, for those whose connections are idle.
 */
final class LeaseTimer implements AutoCloseable {

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("sluice-lease-timer").factory());

	/**
	 * Look at a lease at the end of its term.
	 */
	void checkAtEnd(ExpiringLease lease) {
		var _ = this.executor.schedule(lease::isValid, lease.remainingNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
