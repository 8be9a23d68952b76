package io.sluice.autoconfigure;

import java.util.Collection;
import java.util.Date;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * Finds text that YAML or JSON has parsed as another type, so that the original is lost.
 */
final class TextCheck {

	private TextCheck() {
	}

	/**
	 * The remedy for a value of a key that holds text.
	 * @return {@code null} if the value is text
	 */
	static @Nullable String remedy(ConfigurationProperty setting) {
		Collection<?> values = (setting.getValue() instanceof Collection<?> elements) ? elements
				: List.of(setting.getValue());
		for (Object value : values) {
			String kind = kind(value);
			if (kind != null) {
				return "It must be text, but was read as a %s, which may not be what was written; quote it, as in '%s: \"...\"'."
					.formatted(kind, setting.getName());
			}
		}
		return null;
	}

	private static @Nullable String kind(@Nullable Object value) {
		return switch (value) {
			// YAML parses 0200 as 128, 0x1e0d as 7693, 1:30 as 90 and 1_000 as 1000
			case Number _ -> "number";
			case Boolean _ -> "boolean (as are on, off, yes and no)";
			case Date _ -> "date";
			case byte[] _ -> "binary value";
			case null, default -> null;
		};
	}

}
