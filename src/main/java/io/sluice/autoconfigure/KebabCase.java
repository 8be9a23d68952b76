package io.sluice.autoconfigure;

import java.util.Locale;

/**
 * Names as they are written in a configuration.
 */
final class Names {

	private Names() {
	}

	static String kebab(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
