package io.sluice.telemetry;

import java.time.Instant;

/**
 * One moment on both clocks. It converts a {@link System#nanoTime()} to a time of day.
 *
 * @param time the time of day
 * @param nanos the {@link System#nanoTime()}
 */
public record Moment(Instant time, long nanos) {

	public static Moment now() {
		return new Moment(Instant.now(), System.nanoTime());
	}

	/**
	 * The time of day of another moment.
	 * @param nanoTime the {@link System#nanoTime()} of that moment
	 */
	public Instant timeOf(long nanoTime) {
		return this.time.minusNanos(this.nanos - nanoTime);
	}

}
