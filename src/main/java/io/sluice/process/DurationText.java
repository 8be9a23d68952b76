package io.sluice.process;

import java.time.Duration;

/**
 * The text of a duration, as it may stand in a configuration file.
 */
public final class DurationText {

	private DurationText() {
	}

	/**
	 * Write a duration as text, in the largest unit that needs no fraction.
	 * @param duration the duration; fractions of a millisecond are left out
	 * @return for example {@code 250ms}, {@code 90s} or {@code 2h}
	 */
	public static String of(Duration duration) {
		if (duration.toMillisPart() != 0) {
			return duration.toMillis() + "ms";
		}
		if (duration.toSecondsPart() != 0 || duration.toSeconds() == 0) {
			return duration.toSeconds() + "s";
		}
		return (duration.toMinutesPart() != 0) ? duration.toMinutes() + "m" : duration.toHours() + "h";
	}

}
