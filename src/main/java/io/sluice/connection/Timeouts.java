package io.sluice.connection;

import java.time.Duration;
import java.util.Locale;

/**
 * How long things may take; the sweeper acts within a quarter of a second.
 *
 * @param request from a request's last byte to its reply
 * @param frame from a frame's first byte to its last, however slowly the bytes come
 * @param write for a write without progress, which is seen by pieces of 64 KB
 * @param lifetime the deadlines of a connection rather than a message
 */
public record Timeouts(Duration request, Duration frame, Duration write, Lifetime lifetime) {

	/**
	 * A duration as it is written in a configuration.
	 * @param duration the duration
	 * @return such as {@code 30s}
	 */
	public static String readable(Duration duration) {
		return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
	}

}
