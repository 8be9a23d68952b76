package io.sluice.actuate.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of an endpoint is missing or invalid. The message contains the parameter,
 * its value, and the correction.
 */
final class BadParameterException extends RuntimeException {

	/** The largest number of characters of a value that are shown. */
	private static final int MAX_SHOWN = 200;

	/**
	 * Create an exception.
	 * @param key the name of the parameter
	 * @param value its value, or {@code null} if it is missing
	 * @param remedy the correction
	 */
	BadParameterException(String key, @Nullable String value, String remedy) {
		super("'%s' is %s: %s".formatted(key, (value != null) ? "'%s'".formatted(shorten(value)) : "missing", remedy));
	}

	private static String shorten(String value) {
		return (value.length() > MAX_SHOWN) ? value.substring(0, MAX_SHOWN) + "…" : value;
	}

}
