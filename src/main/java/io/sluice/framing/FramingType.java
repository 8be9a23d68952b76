package io.sluice.framing;

import java.util.Locale;
import java.util.Set;

import io.sluice.spi.Framing;

/**
 * The framings by their names in configuration and command line.
 */
public enum FramingType {

	/** A message ends at LF; a CR before the LF is dropped. */
	LINE,

	/** A message ends at CR LF. */
	CRLF,

	/** A message ends at a zero byte. */
	NUL,

	/** A message ends at a sequence of 1 to 64 bytes. */
	DELIMITER,

	/** A message is between the bytes 0x02 and 0x03. */
	STX_ETX,

	/** A message is between 0x0B and 0x1C 0x0D: HL7 over TCP. */
	MLLP,

	/** A length, then that many bytes. */
	LENGTH,

	/** A length in decimal digits, then that many bytes. */
	ASCII_LENGTH,

	/** A decimal length and a space, then that many bytes: RFC 6587. */
	OCTET_COUNTING,

	/** Both forms of syslog over TCP, with a length or up to LF: RFC 6587. */
	SYSLOG,

	/** Every message has the same number of bytes. */
	FIXED,

	/** One JSON object or array after another. */
	JSON,

	/** Messages of the FIX protocol, by BodyLength and CheckSum. */
	FIX,

	/** All bytes of a connection are one message. */
	UNTIL_CLOSE,

	/** The first bytes of a connection choose one of several framings. */
	FIRST_OF,

	/** A message is what one read returns: no message boundaries. */
	RAW,

	/** A framing of the application. */
	BEAN,

	/** A serializer and deserializer of Spring Integration. */
	SPRING;

	/**
	 * The name in configuration and command line.
	 * @return for example {@code stx-etx}
	 */
	public String kebab() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The names of its options besides {@code max-size}.
	 * @return for example {@code digits}
	 */
	public Set<String> options() {
		return switch (this) {
			case DELIMITER -> Set.of("delimiter", "keep-delimiter");
			case LINE -> Set.of("checksum");
			case STX_ETX -> Set.of("resync", "end", "trailer", "nak", "controls");
			case MLLP -> Set.of("resync", "require-cr");
			case LENGTH -> Set.of("header-size", "byte-order", "includes-header", "encoding", "pad", "offset",
					"adjustment", "strip", "mirror", "prefix", "suffix");
			case ASCII_LENGTH -> Set.of("digits", "includes-header", "pad", "offset", "adjustment", "strip", "mirror",
					"prefix", "suffix");
			case FIXED -> Set.of("size");
			case BEAN, SPRING -> Set.of("name");
			case FIRST_OF -> Set.of("first-of");
			case CRLF, NUL, OCTET_COUNTING, SYSLOG, JSON, FIX, UNTIL_CLOSE, RAW -> Set.of();
		};
	}

	/**
	 * Create a framing of this type.
	 * @param options the options, of which the framing reads its own
	 * @return the framing
	 * @throws IllegalArgumentException if an option is out of its range
	 */
	public Framing create(FramingOptions options) {
		int maxSize = options.maxSize();
		return switch (this) {
			case LINE -> new LineFraming(maxSize);
			case CRLF -> DelimitedFraming.crlf(maxSize);
			case NUL -> DelimitedFraming.nul(maxSize);
			case DELIMITER -> DelimitedFraming.delimiter(maxSize, options.delimiter());
			case STX_ETX -> DelimitedFraming.stxEtx(maxSize);
			case MLLP -> DelimitedFraming.mllp(maxSize);
			case LENGTH ->
				new LengthFraming(maxSize, options.headerSize(), options.byteOrder(), options.includesHeader());
			case ASCII_LENGTH -> new AsciiLengthFraming(maxSize, options.digits(), options.includesHeader());
			case OCTET_COUNTING -> new OctetCountingFraming(maxSize);
			case SYSLOG -> new SyslogFraming(maxSize);
			case FIXED -> new FixedFraming(maxSize, options.size());
			case JSON -> new JsonFraming(maxSize);
			case FIX -> new FixFraming(maxSize);
			case RAW -> new RawFraming(maxSize);
			case BEAN, SPRING -> throw new IllegalArgumentException("the framing '%s' needs a bean".formatted(kebab()));
			case UNTIL_CLOSE, FIRST_OF ->
				throw new IllegalArgumentException("the framing '%s' is only for listeners".formatted(kebab()));
		};
	}

}
