package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.sluice.autoconfigure.RouteProperties.Extract;
import io.sluice.autoconfigure.RouteProperties.Field;
import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Creates extractors from their settings.
 */
@RequiredArgsConstructor
final class ExtractorFactory {

	private static final String KINDS = "bytes, text, field, regex, json, hl7";

	private final Extractors extractors;

	private final Charset charset;

	/**
	 * The extractor of its settings.
	 * @param key the key they are configured under
	 * @param settings the settings
	 * @return the extractor with its description
	 */
	Named extractor(String key, Extract settings) {
		List<Named> all = new ArrayList<>();
		add(all, key + ".bytes", "bytes", settings.bytes(), this.extractors::bytes);
		add(all, key + ".text", "text", settings.text(), this.extractors::text);
		add(all, key + ".regex", "regex", settings.regex(), this.extractors::regex);
		add(all, key + ".json", "json", settings.json(), this.extractors::json);
		add(all, key + ".hl7", "hl7", settings.hl7(), this.extractors::hl7);
		if (settings.field() != null) {
			all.add(field(key + ".field", settings.field()));
		}
		if (all.size() != 1) {
			throw SettingCheck.invalid(key, all.isEmpty() ? "" : all, "It must have exactly one of: " + KINDS + ".");
		}
		return all.getFirst();
	}

	private static void add(List<Named> all, String key, String kind, @Nullable String value,
			SettingCheck.Parser<Extractor> parser) {
		if (value != null) {
			all.add(new Named(kind + " " + value, SettingCheck.parse(key, value, parser), kind.equals("bytes")));
		}
	}

	private Named field(String key, Field field) {
		String separator = text(key + ".separator", field.separator());
		int index = SettingCheck.required(key + ".index", field.index(), "the number of the field, from 0");
		return new Named("field %d by \"%s\"".formatted(index, field.separator()),
				SettingCheck.parse(key + ".separator", separator, (value) -> this.extractors.field(value, index)),
				false);
	}

	/**
	 * The extractor of a JSON path.
	 * @param key the key it is configured under
	 * @param path the path
	 */
	Named json(String key, String path) {
		return new Named("json " + path, SettingCheck.parse(key, path, this.extractors::json), false);
	}

	/**
	 * Text in the notation of the configuration.
	 * @param key the key it is configured under
	 * @param value the text
	 * @return the text with its escapes replaced
	 */
	private String text(String key, @Nullable String value) {
		return new String(ByteSetting.parse(key, value, this.charset), this.charset);
	}

	/**
	 * An extractor.
	 *
	 * @param description describes the value, for example {@code json $.id}
	 * @param extractor extracts it
	 * @param hex whether values are hex digits
	 */
	record Named(String description, Extractor extractor, boolean hex) {

		/**
		 * A value to compare with, in the form of the extracted values.
		 * @param key the key it is configured under
		 * @param value the value
		 */
		String comparable(String key, String value) {
			if (!this.hex) {
				return value;
			}
			String digits = value.toLowerCase(Locale.ROOT);
			digits = digits.startsWith("0x") ? digits.substring(2) : digits;
			if (digits.isEmpty() || digits.length() % 2 != 0 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
				throw SettingCheck.invalid(key, value,
						"It must be hexadecimal digits, two for each byte, as in 0x0800.");
			}
			return digits;
		}

		@Override
		public String toString() {
			return this.description;
		}

	}

}
