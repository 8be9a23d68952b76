package io.sluice.actuate.endpoint;

/**
 * A parameter of an endpoint is invalid. The message contains the parameter, its value,
 * and the correction.
 */
final class BadParameterException extends RuntimeException {

	BadParameterException(String key, String value, String remedy) {
		super("'%s' is '%s': %s".formatted(key, value, remedy));
	}

}
