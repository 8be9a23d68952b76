package io.sluice.cluster;

import java.time.Duration;

/**
 * The times of a lease.
 *
 * @param timeToLive the time from an acquisition or renewal after which another process
 * may acquire the lease
 * @param heartbeat the time between two renewals
 * @param margin the time before the end of the time to live at which the holder stops
 * using the lease
 * @param commandTimeout the longest time for one attempt to acquire or renew
 */
public record LeaseTerms(Duration timeToLive, Duration heartbeat, Duration margin, Duration commandTimeout) {

	/**
	 * The time from the beginning of a successful attempt for which its process may use
	 * the lease.
	 * @return nanoseconds
	 */
	long usableNanos() {
		return this.timeToLive.minus(this.margin).toNanos();
	}

	/**
	 * The pause between two attempts to acquire a lease that another process holds, or to
	 * renew one after a failure.
	 * @return nanoseconds
	 */
	long pauseNanos() {
		return this.heartbeat.dividedBy(4).toNanos();
	}

}
