package io.sluice.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Creates the errors of invalid settings. Each error names the key, its value and the
 * remedy.
 */
final class SettingCheck {

	private SettingCheck() {
	}

	/**
	 * The error of a setting.
	 * @param key the key it is configured under
	 * @param value the value, or {@code null} if it is missing
	 * @param remedy the remedy
	 */
	static RuntimeException invalid(String key, @Nullable Object value, String remedy) {
		return (value != null) ? new InvalidConfigurationPropertyValueException(key, value, remedy)
				: new BadSettingException("'%s' is not set.".formatted(key), remedy);
	}

	/**
	 * The error of a setting that may be a URL with secrets. A URL with secrets is masked
	 * and reported by a {@link BadSettingException}: the analyzer of Spring Boot's own
	 * exception would show the value in force.
	 * @param key the key it is configured under
	 * @param value the value
	 * @param remedy the remedy, without its full stop
	 */
	static RuntimeException invalidUrl(String key, String value, @Nullable String remedy) {
		String masked = MaskedUrl.of(value);
		return masked.equals(value) ? invalid(key, value, remedy + ".") : invalidSecret(key, masked, remedy + ".");
	}

	/**
	 * The error of a setting that may be secret.
	 * @param key the key
	 * @param masked the value without its secrets
	 * @param remedy the remedy
	 */
	static RuntimeException invalidSecret(String key, String masked, String remedy) {
		return new BadSettingException(
				new ConfigurationProperty(ConfigurationPropertyName.adapt(key, '.'), masked, null), remedy);
	}

	static void checkRange(String key, long value, long least, long most, String unit) {
		if (value < least || value > most) {
			throw invalid(key, value, "It must be from %d to %d%s.".formatted(least, most, unit));
		}
	}

	static void checkTimeout(String key, Duration timeout) {
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
			throw invalid(key, timeout, "It must be from 1ms to 1d.");
		}
	}

	/**
	 * A value that must be set.
	 * @param key the key it is configured under
	 * @param value the value
	 * @param hint what it is, for the message
	 */
	static <T> T required(String key, @Nullable T value, String hint) {
		if (value == null) {
			throw invalid(key, null, "It is needed here: %s.".formatted(hint));
		}
		return value;
	}

	/**
	 * Parse a value.
	 * @param key the key it is configured under
	 * @param value the value
	 * @param parser parses it; throws an {@link IllegalArgumentException} with the remedy
	 */
	static <T> T parse(String key, String value, Parser<T> parser) {
		try {
			return parser.parse(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(key, value, ex.getMessage() + ".");
		}
	}

	/**
	 * Parses a value.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Parser<T> {

		/**
		 * Parse a value.
		 * @throws IllegalArgumentException if it is bad
		 */
		T parse(String value);

	}

}
