package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * Thrown for a setting that Spring Boot would bind to another value, or ignore.
 */
final class BadSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ConfigurationProperty setting;

	private final String remedy;

	BadSettingException(ConfigurationProperty setting, String remedy) {
		super(describe(setting) + " " + remedy);
		this.setting = setting;
		this.remedy = remedy;
	}

	static String describe(ConfigurationProperty setting) {
		return describe(setting.getName(), setting.getValue(), setting.getOrigin());
	}

	static String describe(ConfigurationPropertyName name, @Nullable Object value, @Nullable Origin origin) {
		return "Invalid value '%s' for '%s'%s.".formatted(value, name,
				(origin != null) ? " (from " + origin + ")" : "");
	}

	ConfigurationProperty setting() {
		return this.setting;
	}

	String remedy() {
		return this.remedy;
	}

}
