package io.sluice.actuate.endpoint;

/**
 * What was asked of an endpoint cannot be: the message names the parameter, its value,
 * and what would be right.
 */
final class BadParameterException extends RuntimeException {

	BadParameterException(String key, String value, String remedy) {
		super("'%s' is '%s': %s".formatted(key, value, remedy));
	}

}
