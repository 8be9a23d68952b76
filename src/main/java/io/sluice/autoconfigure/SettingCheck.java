package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Creates the errors of invalid settings. Each error names the key, its value and the
 * remedy.
 */
final class SettingCheck {

	private SettingCheck() {
	}

	static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String remedy) {
		return new InvalidConfigurationPropertyValueException(key, value, remedy);
	}

	static void checkRange(String key, long value, long least, long most, String unit) {
		if (value < least || value > most) {
			throw invalid(key, value, "It must be from %d to %d%s.".formatted(least, most, unit));
		}
	}

}
