package io.sluice.autoconfigure;

import java.util.List;

import io.sluice.autoconfigure.FramingProperties.Bom;
import io.sluice.autoconfigure.FramingProperties.Checksum;
import io.sluice.autoconfigure.FramingProperties.Order;
import io.sluice.autoconfigure.FramingProperties.Oversize;
import io.sluice.autoconfigure.FramingProperties.Pad;
import io.sluice.autoconfigure.FramingProperties.Rest;
import io.sluice.autoconfigure.FramingProperties.Trailer;
import io.sluice.framing.FramingType;
import io.sluice.framing.LengthEncoding;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The framing of a listener: {@link FramingProperties}, and the list of 'first-of'. It
 * repeats their components, because the binder leaves a record empty that is inside
 * itself.
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
 * @param firstOf Framings of the framing 'first-of'. The first bytes of a connection
 * choose the first of them whose 'starts' they are; one without 'starts' fits any
 * connection and comes last.
 */
@ConfigurationPropertiesSource
record ListenerFramingProperties(@DefaultValue("line") FramingType type, @DefaultValue("64KB") DataSize maxSize,
		@Nullable String name, @Nullable String delimiter, @Nullable Integer headerSize, @Nullable Order byteOrder,
		@Nullable Boolean includesHeader, @Nullable Integer digits, @Nullable DataSize size,
		@Nullable LengthEncoding encoding, @Nullable Pad pad, @Nullable Integer offset, @Nullable Integer adjustment,
		@Nullable Integer strip, @Nullable Integer mirror, @Nullable String prefix, @Nullable String suffix,
		@Nullable Boolean keepDelimiter, @Nullable Boolean resync, @Nullable Boolean requireCr,
		@StrictList @DefaultValue List<String> end, @Nullable Trailer trailer, @Nullable String nak,
		@Nullable String controls, @Nullable Checksum checksum, @Nullable String skip, @Nullable Bom bom,
		@Nullable Rest rest, @Nullable Oversize oversize, @StrictList @DefaultValue List<FramingChoice> firstOf) {

	/**
	 * The settings without the list.
	 */
	FramingProperties options() {
		return RecordCopy.project(this, FramingProperties.class);
	}

}
