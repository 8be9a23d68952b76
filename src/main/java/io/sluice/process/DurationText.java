package io.sluice.process;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The text of a duration, as in a configuration file.
 */
public final class DurationText {

	private DurationText() {
	}

	/**
	 * The text of a duration.
	 * @param duration the duration; parts of a millisecond are left out
	 * @return for example {@code 250ms} or {@code 1m30s}
	 */
	public static String of(Duration duration) {
		return (duration.toMillisPart() != 0) ? duration.toMillis() + "ms"
				: duration.truncatedTo(ChronoUnit.SECONDS).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
	}

}
