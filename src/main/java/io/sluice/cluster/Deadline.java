package io.sluice.cluster;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The end of a request's time.
 *
 * @param millis when other pods do nothing more for it, by the clock of this one
 * @param giveUp the {@link System#nanoTime()} at which this pod waits no longer: when the
 * deadline has passed by the clock of every pod, and an answer could have come back
 */
record Deadline(long millis, long giveUp) {

	/** The longest way of an answer. */
	private static final Duration WAY_BACK = Duration.ofMillis(500);

	/**
	 * Create a deadline.
	 * @param timeout the time that other pods have
	 * @param clockSkew how far clocks may be apart
	 */
	static Deadline in(Duration timeout, Duration clockSkew, InstantSource clock) {
		return new Deadline(clock.millis() + timeout.toMillis(),
				System.nanoTime() + timeout.plus(clockSkew).plus(WAY_BACK).toNanos());
	}

	/**
	 * The time until this pod waits no longer.
	 */
	long leftNanos() {
		return Math.max(0, this.giveUp - System.nanoTime());
	}

}
