package io.sluice.autoconfigure;

import java.util.Collection;
import java.util.Date;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * Text that YAML or JSON read as something else, so that what was written is lost.
 */
final class TextValue {

	private TextValue() {
	}

	/**
	 * What to do about a value where text is due.
	 * @return {@code null} if it is text
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
			// 0200 is 128 then, 0x1e0d 7693, 1:30 90 and 1_000 1000
			case Number _ -> "number";
			case Boolean _ -> "boolean (as are on, off, yes and no)";
			case Date _ -> "date";
			case byte[] _ -> "binary value";
			case null, default -> null;
		};
	}

}
