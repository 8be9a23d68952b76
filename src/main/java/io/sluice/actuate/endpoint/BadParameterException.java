package io.sluice.actuate.endpoint;

/**
 * A parameter of an endpoint is invalid. The message contains the parameter, its value,
 * and the correction.
 */
final class BadParameterException extends RuntimeException {

	/** The largest number of characters of a value that are shown. */
	private static final int MAX_SHOWN = 200;

	BadParameterException(String key, String value, String remedy) {
		super("'%s' is '%s': %s".formatted(key, shorten(value), remedy));
	}

	private static String shorten(String value) {
		return (value.length() > MAX_SHOWN) ? value.substring(0, MAX_SHOWN) + "…" : value;
	}

}
