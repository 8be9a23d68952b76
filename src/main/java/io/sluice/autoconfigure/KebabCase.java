package io.sluice.autoconfigure;

import java.util.Locale;

/**
 * Writes names as in the configuration.
 */
final class KebabCase {

	private KebabCase() {
	}

	static String of(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
