package io.sluice.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.util.StringUtils;

/**
 * Checks that every duration except 0 has a unit. Spring Boot takes a number without one
 * for milliseconds.
 */
final class DurationCheck {

	private static final Pattern NUMBER = Pattern.compile("[+-]?0*[1-9]\\d*");

	private DurationCheck() {
	}

	/**
	 * Check a setting.
	 * @param setting the setting, without placeholders
	 * @param type the type of its key
	 * @throws BadSettingException for a duration without a unit
	 */
	static void check(ConfigurationProperty setting, Type type) {
		Type single = KeyTree.isList(type) ? KeyTree.element((ParameterizedType) type) : type;
		if (single == Duration.class) {
			for (Object value : values(setting.getValue())) {
				String text = String.valueOf(value).strip();
				if (isWithoutUnit(text)) {
					throw new BadSettingException(setting,
							"It needs a unit: ms, s, m, h or d, as in '%ss' or '%sms'.".formatted(text, text));
				}
			}
		}
	}

	/**
	 * Whether a text is a number other than 0.
	 */
	private static boolean isWithoutUnit(String text) {
		return NUMBER.matcher(text).matches();
	}

	private static Collection<?> values(Object value) {
		return (value instanceof Collection<?> values) ? values
				: List.of(StringUtils.commaDelimitedListToStringArray(value.toString()));
	}

}
