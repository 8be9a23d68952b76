package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * Thrown for a setting that is missing, or that Spring Boot would bind to another value
 * or ignore.
 */
final class BadSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String remedy;

	BadSettingException(ConfigurationProperty setting, String remedy) {
		this(describe(setting.getName(), setting.getValue(), setting.getOrigin()), remedy);
	}

	BadSettingException(String description, String remedy) {
		super(description + " " + remedy);
		this.description = description;
		this.remedy = remedy;
	}

	static String describe(ConfigurationPropertyName name, @Nullable Object value, @Nullable Origin origin) {
		return "Invalid value '%s' for '%s'%s.".formatted(value, name,
				(origin != null) ? " (from " + origin + ")" : "");
	}

	String description() {
		return this.description;
	}

	String remedy() {
		return this.remedy;
	}

}
