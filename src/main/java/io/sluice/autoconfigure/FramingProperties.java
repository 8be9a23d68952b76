package io.sluice.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.framing.FramingType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The framing of messages. The other options depend on the type.
 *
 * @param type Type of the framing, which says where a message ends.
 * @param maxSize Maximum size of a message, without delimiters and headers.
 * @param name Name of the bean of the framing 'bean', or of the serializer and
 * deserializer of the framing 'spring'.
 * @param delimiter Delimiter of the framing 'delimiter': 1 to 8 bytes, as text with
 * escapes (such as \r\n) or in hexadecimal (such as 0x1e0d).
 * @param headerSize Size of the header of the framing 'length', from 1 to 4 bytes.
 * @param byteOrder Byte order of the header of the framing 'length'.
 * @param includesHeader Whether the length in the header of the framing 'length' or
 * 'ascii-length' includes the header itself.
 * @param digits Number of digits in the header of the framing 'ascii-length', from 1 to
 * 9.
 * @param size Size of every message of the framing 'fixed'.
 */
@ConfigurationPropertiesSource
record FramingProperties(@DefaultValue("line") FramingType type, @DefaultValue("64KB") DataSize maxSize,
		@Nullable String name, @Nullable String delimiter, @Nullable Integer headerSize, @Nullable Order byteOrder,
		@Nullable Boolean includesHeader, @Nullable Integer digits, @Nullable DataSize size) {

	/** The framing where none is set. */
	static final FramingProperties DEFAULT = new FramingProperties(FramingType.LINE, DataSize.ofKilobytes(64), null,
			null, null, null, null, null, null);

	/**
	 * The options that are set and that not every framing has, by their keys.
	 */
	Map<String, Object> options() {
		Map<String, Object> options = new LinkedHashMap<>();
		put(options, "name", this.name);
		put(options, "delimiter", this.delimiter);
		put(options, "header-size", this.headerSize);
		put(options, "byte-order", this.byteOrder);
		put(options, "includes-header", this.includesHeader);
		put(options, "digits", this.digits);
		put(options, "size", this.size);
		return options;
	}

	private static void put(Map<String, Object> options, String key, @Nullable Object value) {
		if (value != null && !List.of().equals(value)) {
			options.put(key, value);
		}
	}

	/** The byte orders. */
	public enum Order {

		/** The most significant byte first. */
		BIG_ENDIAN,

		/** The least significant byte first. */
		LITTLE_ENDIAN

	}

}
