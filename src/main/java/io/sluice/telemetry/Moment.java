package io.sluice.telemetry;

import java.time.Instant;

/**
 * One moment on both clocks, to tell the time of what only has a
 * {@link System#nanoTime()}.
 *
 * @param time the time of day
 * @param nanos the {@link System#nanoTime()}
 */
public record Moment(Instant time, long nanos) {

	public static Moment now() {
		return new Moment(Instant.now(), System.nanoTime());
	}

	/**
	 * The time of another moment.
	 * @param nanoTime its {@link System#nanoTime()}
	 */
	public Instant timeOf(long nanoTime) {
		return this.time.minusNanos(this.nanos - nanoTime);
	}

}
