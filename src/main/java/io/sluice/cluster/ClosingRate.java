package io.sluice.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many connections may be closed in a time.
 *
 * @param share the share of the connections, above 0 and up to 1
 * @param period the time
 */
public record ClosingRate(double share, Duration period) {

	private static final Pattern TEXT = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?) ?% ?/ ?(s|min|h)");

	private static final Map<String, Duration> PERIODS = Map.of("s", Duration.ofSeconds(1), "min",
			Duration.ofMinutes(1), "h", Duration.ofHours(1));

	/**
	 * Read a rate such as {@code 1%/min}.
	 * @throws IllegalArgumentException with the remedy
	 */
	public static ClosingRate parse(String text) {
		Matcher matcher = TEXT.matcher(text.strip());
		double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
		if (percent <= 0 || percent > 100) {
			throw new IllegalArgumentException(
					"It must be a share of the connections in a second, minute or hour, above 0% and up to 100%, such as 1%/min");
		}
		return new ClosingRate(percent / 100, PERIODS.getOrDefault(matcher.group(2), Duration.ZERO));
	}

	/**
	 * The number of connections, which may be a fraction.
	 * @param connections the number of all connections
	 * @param nanos the time
	 */
	double in(int connections, long nanos) {
		return this.share * connections * nanos / this.period.toNanos();
	}

}
