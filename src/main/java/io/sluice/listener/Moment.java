package io.sluice.listener;

import java.time.Instant;

/**
 * One moment on both clocks, to tell the time of what only has a
 * {@link System#nanoTime()}.
 *
 * @param time the time of day
 * @param nanos the {@link System#nanoTime()}
 */
record Moment(Instant time, long nanos) {

	static Moment now() {
		return new Moment(Instant.now(), System.nanoTime());
	}

	/**
	 * The time of another moment.
	 * @param nanoTime its {@link System#nanoTime()}
	 */
	Instant timeOf(long nanoTime) {
		return this.time.minusNanos(this.nanos - nanoTime);
	}

}
