package io.sluice.process;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The text of a duration, with the units of a configuration file.
 */
public final class DurationText {

	private DurationText() {
	}

	/**
	 * Write a duration as text.
	 * @param duration the duration; fractions of a millisecond are left out
	 * @return for example {@code 250ms} or {@code 1m30s}
	 */
	public static String of(Duration duration) {
		return (duration.toMillisPart() != 0) ? duration.toMillis() + "ms"
				: duration.truncatedTo(ChronoUnit.SECONDS).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
	}

}
