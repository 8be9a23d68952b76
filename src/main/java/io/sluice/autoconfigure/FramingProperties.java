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
 * @param skip Bytes that are removed before a frame, such as \r\n\0: any of them, in any
 * number. Up to 16 bytes, as text with escapes or in hexadecimal. By default, none is.
 * @param bom Whether a UTF-8 byte order mark before the first frame of a connection is
 * removed ('skip') or belongs to that frame ('keep', the default).
 * @param rest What happens to bytes without a terminator at the end of the stream: they
 * are dropped ('drop', the default) or are the last message ('deliver').
 * @param firstOf Framings of the framing 'first-of'. The first bytes of a connection
 * choose the first of them whose 'starts' they are; one without 'starts' fits any
 * connection and comes last.
 * @param starts For a framing in a list 'first-of': the first bytes of the connections
 * that it is for, 1 to 64 of them, as text with escapes or in hexadecimal. By default, it
 * is for all connections.
 * @param oversize What happens to a message above 'max-size': the connection is closed
 * ('close', the default), or the message is dropped ('drop') or delivered up to
 * 'max-size' ('truncate') and the next one is served.
 */
@ConfigurationPropertiesSource
record FramingProperties(@DefaultValue("line") FramingType type, @DefaultValue("64KB") DataSize maxSize,
		@Nullable String name, @Nullable String delimiter, @Nullable Integer headerSize, @Nullable Order byteOrder,
		@Nullable Boolean includesHeader, @Nullable Integer digits, @Nullable DataSize size, @Nullable String skip,
		@Nullable Bom bom, @Nullable Rest rest, @StrictList @DefaultValue List<FramingProperties> firstOf,
		@Nullable String starts, @Nullable Oversize oversize) {

	/** The framing where none is set. */
	static final FramingProperties DEFAULT = new FramingProperties(FramingType.LINE, DataSize.ofKilobytes(64), null,
			null, null, null, null, null, null, null, null, null, List.of(), null, null);

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
		put(options, "first-of", this.firstOf);
		return options;
	}

	private static void put(Map<String, Object> options, String key, @Nullable Object value) {
		if (value != null && !List.of().equals(value)) {
			options.put(key, value);
		}
	}

	/** What happens to a byte order mark. */
	public enum Bom {

		/** It belongs to the first frame. */
		KEEP,

		/** It is removed. */
		SKIP

	}

	/** What happens to bytes without a terminator at the end of the stream. */
	public enum Rest {

		/** They are dropped. */
		DROP,

		/** They are the last message. */
		DELIVER

	}

	/** What happens to a message that is too large. */
	public enum Oversize {

		/** The connection is closed. */
		CLOSE,

		/** The message is dropped, and the next one is served. */
		DROP,

		/** The beginning of the message is delivered, and the next one is served. */
		TRUNCATE

	}

	/** The byte orders. */
	public enum Order {

		/** The most significant byte first. */
		BIG_ENDIAN,

		/** The least significant byte first. */
		LITTLE_ENDIAN

	}

}
