package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings that cannot be: each error names the key, its value, and what would be right.
 */
final class SettingCheck {

	private SettingCheck() {
	}

	static InvalidConfigurationPropertyValueException value(String key, @Nullable Object value, String remedy) {
		return new InvalidConfigurationPropertyValueException(key, value, remedy);
	}

	static void checkRange(String key, long value, long least, long most, String unit) {
		if (value < least || value > most) {
			throw value(key, value, "It must be from %d to %d%s.".formatted(least, most, unit));
		}
	}

}
