package io.sluice.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Checks the names of a map's entries. Spring Boot drops some characters of these names,
 * and YAML parses some names as booleans.
 */
final class MapKeyCheck {

	/** An element in brackets, or one up to the next dot or bracket. */
	private static final Pattern ELEMENT = Pattern.compile("\\[(?<bracketed>[^\\]]*)\\]|(?<plain>[^.\\[\\]]+)");

	private MapKeyCheck() {
	}

	/**
	 * Check the names of map entries in a key.
	 * @param keys the existing keys
	 * @param written the key as written in its source
	 * @param setting the setting with the key as Spring Boot reads it
	 * @throws BadSettingException if the names differ
	 */
	static void check(KeyTree keys, String written, ConfigurationProperty setting) {
		ConfigurationPropertyName name = setting.getName();
		Matcher element = ELEMENT.matcher(written);
		for (int i = 0; i < name.getNumberOfElements() && element.find(); i++) {
			if (i >= keys.prefix().getNumberOfElements() && KeyTree.isMap(keys.type(name.chop(i)))) {
				check(element, name.getElement(i, Form.ORIGINAL), setting);
			}
		}
	}

	private static void check(Matcher element, String taken, ConfigurationProperty setting) {
		String bracketed = element.group("bracketed");
		if (bracketed != null) {
			if (bracketed.equals("true") || bracketed.equals("false")) {
				throw new BadSettingException(setting,
						"YAML reads names such as on, off, yes and no as booleans; quote the name.");
			}
			return;
		}
		String plain = element.group("plain");
		if (!plain.equals(taken)) {
			throw new BadSettingException(setting,
					"The name '%s' would become '%s'. A name consists of letters, digits and dashes.".formatted(plain,
							taken));
		}
	}

}
