package io.sluice.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * A setting that Spring Boot would take for another, or for none.
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
		return "Invalid value '%s' for '%s'%s.".formatted(setting.getValue(), setting.getName(),
				(setting.getOrigin() != null) ? " (from " + setting.getOrigin() + ")" : "");
	}

	ConfigurationProperty setting() {
		return this.setting;
	}

	String remedy() {
		return this.remedy;
	}

}
