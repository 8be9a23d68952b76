package io.sluice.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.framing.FramingType;
import io.sluice.framing.LengthEncoding;
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
 * @param delimiter Delimiter of the framing 'delimiter': 1 to 64 bytes, as text with
 * escapes (such as \r\n) or in hexadecimal (such as 0x1e0d).
 * @param headerSize Size of the length of the framing 'length': 1 to 4 bytes, or with the
 * encodings 'ascii' and 'hex' up to 9 and 8 digits.
 * @param byteOrder Byte order of a binary or BCD length of the framing 'length'.
 * @param includesHeader Whether the length in the header of the framing 'length' or
 * 'ascii-length' includes the header itself.
 * @param digits Number of digits in the header of the framing 'ascii-length', from 1 to
 * 9.
 * @param size Size of every message of the framing 'fixed'.
 * @param encoding How the framing 'length' writes the length.
 * @param pad What fills up a length of the encoding 'ascii' or 'hex'.
 * @param offset Number of bytes in front of the length, from 0 to 255.
 * @param adjustment Number that is added to the length to get the number of bytes behind
 * it; negative if the length counts bytes in front of them.
 * @param strip Number of bytes at the beginning of a frame that are not part of the
 * message. By default, the message begins behind the length.
 * @param mirror Number of bytes at the beginning of a message that belong to the header,
 * so that an error reply copies them from its request.
 * @param prefix Constant bytes before each frame, as text with escapes or in hexadecimal
 * (such as 0xaa55).
 * @param suffix Constant bytes at the end of each frame, as text with escapes or in
 * hexadecimal (such as 0x03).
 * @param skip Bytes that are removed before a frame, such as \r\n\0: any of them, in any
 * number. Up to 16 bytes, as text with escapes or in hexadecimal. By default, none is.
 * @param bom Whether a UTF-8 byte order mark before the first frame of a connection is
 * removed ('skip') or belongs to that frame ('keep', the default).
 * @param rest What happens to bytes without a terminator at the end of the stream: they
 * are dropped ('drop', the default) or are the last message ('deliver').
 * @param oversize What happens to a message above 'max-size': the connection is closed
 * ('close', the default), or the message is dropped ('drop') or delivered up to
 * 'max-size' ('truncate') and the next one is served.
 * @param keepDelimiter Whether the delimiter of the framing 'delimiter' belongs to the
 * message.
 * @param resync Whether the framing 'stx-etx' or 'mllp' drops bytes that are no frame, up
 * to the next start byte, instead of closing the connection.
 * @param requireCr Whether a frame of 'mllp' ends only at FS CR. Otherwise FS alone ends
 * it.
 * @param end Bytes of which one ends a frame of 'stx-etx'. If there are several, the one
 * that is there is the last byte of the message.
 * @param trailer What follows the end of a frame of 'stx-etx'.
 * @param nak Byte that answers a frame of 'stx-etx' with a wrong checksum (such as 0x15).
 * @param controls Bytes that are messages of their own between two frames of 'stx-etx'
 * (such as 0x05060415).
 * @param checksum Checksum at the end of a line of the framing 'line'.
 */
@ConfigurationPropertiesSource
record FramingProperties(@DefaultValue("line") FramingType type, @DefaultValue("64KB") DataSize maxSize,
		@Nullable String name, @Nullable String delimiter, @Nullable Integer headerSize, @Nullable Order byteOrder,
		@Nullable Boolean includesHeader, @Nullable Integer digits, @Nullable DataSize size,
		@Nullable LengthEncoding encoding, @Nullable Pad pad, @Nullable Integer offset, @Nullable Integer adjustment,
		@Nullable Integer strip, @Nullable Integer mirror, @Nullable String prefix, @Nullable String suffix,
		@Nullable Boolean keepDelimiter, @Nullable Boolean resync, @Nullable Boolean requireCr,
		@StrictList @DefaultValue List<String> end, @Nullable Trailer trailer, @Nullable String nak,
		@Nullable String controls, @Nullable Checksum checksum, @Nullable String skip, @Nullable Bom bom,
		@Nullable Rest rest, @Nullable Oversize oversize) {

	/** The framing where none is set. */
	static final FramingProperties DEFAULT = new FramingProperties(FramingType.LINE, DataSize.ofKilobytes(64), null,
			null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
			List.of(), null, null, null, null, null, null, null, null);

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
		put(options, "keep-delimiter", this.keepDelimiter);
		put(options, "resync", this.resync);
		put(options, "require-cr", this.requireCr);
		put(options, "end", this.end);
		put(options, "trailer", this.trailer);
		put(options, "nak", this.nak);
		put(options, "controls", this.controls);
		put(options, "checksum", this.checksum);
		put(options, "encoding", this.encoding);
		put(options, "pad", this.pad);
		put(options, "offset", this.offset);
		put(options, "adjustment", this.adjustment);
		put(options, "strip", this.strip);
		put(options, "mirror", this.mirror);
		put(options, "prefix", this.prefix);
		put(options, "suffix", this.suffix);
		return options;
	}

	private static void put(Map<String, Object> options, String key, @Nullable Object value) {
		if (value != null && !List.of().equals(value)) {
			options.put(key, value);
		}
	}

	/** What fills up a length that is text. */
	public enum Pad {

		/** Zeros. */
		ZERO,

		/** Spaces in front of the digits. */
		SPACE

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

	/** What may follow the end byte of a frame. */
	public enum Trailer {

		/** Nothing. */
		NONE,

		/** The exclusive or of all bytes after STX, up to and with the end byte. */
		LRC,

		/** The sum of these bytes modulo 256 in two hex digits, then CR LF. */
		CHECKSUM_HEX

	}

	/** The checksums of a line. */
	public enum Checksum {

		/** None. */
		NONE,

		/** The exclusive or of NMEA 0183, as in *5A. */
		XOR

	}

}
