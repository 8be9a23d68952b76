package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.sluice.autoconfigure.FramingProperties.Bom;
import io.sluice.autoconfigure.FramingProperties.Oversize;
import io.sluice.autoconfigure.FramingProperties.Rest;
import io.sluice.autoconfigure.FramingProperties.Trailer;
import io.sluice.framing.ByteSearch;
import io.sluice.framing.FramingType;
import io.sluice.framing.OversizeFraming;
import io.sluice.framing.RestFraming;
import io.sluice.framing.SkippingFraming;
import io.sluice.spi.Framing;
import lombok.RequiredArgsConstructor;

/**
 * Makes a framing tolerant: of bytes between frames, of a last message without its end,
 * and of messages that are too large.
 */
@RequiredArgsConstructor
final class ToleranceFactory {

	private static final int MOST_SKIPPED = 16;

	/** What may be between two JSON values, in turn with what is skipped. */
	private static final String WHITE_SPACE = " \\t\\r\\n";

	private static final String DIGITS = "0123456789";

	private static final Set<FramingType> TERMINATED = EnumSet.of(FramingType.LINE, FramingType.CRLF, FramingType.NUL,
			FramingType.DELIMITER, FramingType.SYSLOG, FramingType.STX_ETX, FramingType.MLLP);

	/** Why a framing does not go on after a message that is too large. */
	private static final Map<FramingType, String> WITHOUT_KNOWN_END = Map.of(FramingType.FIXED,
			"has messages of one size only, which 'max-size' allows", FramingType.RAW,
			"has no end of a message that could be searched", FramingType.UNTIL_CLOSE,
			"has one message for each connection, so there is no next one", FramingType.FIRST_OF,
			"leaves that to the framings in its list, where it can be set", FramingType.BEAN,
			"is of the application, and only its decoder knows where a large message ends", FramingType.SPRING,
			"is of the application, and only its deserializer knows where a large message ends");

	/** The framings whose first byte may have any value. */
	private static final Set<FramingType> BINARY = EnumSet.of(FramingType.LENGTH, FramingType.RAW, FramingType.SPRING);

	private final String key;

	private final FramingProperties settings;

	private final Charset charset;

	/**
	 * Wrap a framing as its settings say.
	 * @param framing the framing without these settings
	 */
	Framing wrap(Framing framing) {
		Framing wrapped = framing;
		if (this.settings.rest() == Rest.DELIVER) {
			checkRest();
			wrapped = new RestFraming(wrapped);
		}
		Oversize oversize = this.settings.oversize();
		if (oversize != null && oversize != Oversize.CLOSE) {
			checkOversize(KebabCase.of(oversize));
			wrapped = new OversizeFraming(wrapped, oversize == Oversize.TRUNCATE);
		}
		boolean bom = this.settings.bom() == Bom.SKIP;
		if (bom) {
			rejectBinary("bom", "skip");
		}
		byte[] skip = skip();
		return (bom || skip.length > 0) ? new SkippingFraming(wrapped, skip, bom) : wrapped;
	}

	private byte[] skip() {
		String text = this.settings.skip();
		if (text == null) {
			return new byte[0];
		}
		rejectBinary("skip", text);
		byte[] bytes = ByteSetting.parse(this.key + ".skip", text, this.charset);
		if (bytes.length < 1 || bytes.length > MOST_SKIPPED) {
			throw SettingCheck.invalid(this.key + ".skip", text,
					"It must be 1 to %d bytes, such as \"\\\\r\\\\n\\\\0\".".formatted(MOST_SKIPPED));
		}
		for (byte b : bytes) {
			if (beginnings().indexOf(b & 0xff) >= 0) {
				throw SettingCheck.invalid(this.key + ".skip", text,
						"A frame of framing '%s' can begin with the byte 0x%02x; leave that byte out."
							.formatted(this.settings.type().kebab(), b));
			}
		}
		keepWhole(terminator(), bytes, text);
		return (this.settings.type() == FramingType.JSON) ? ByteSetting.parse("", text + WHITE_SPACE, this.charset)
				: bytes;
	}

	/**
	 * Reject bytes that would take the terminator of an empty message apart: its rest
	 * would begin the next message.
	 */
	private void keepWhole(byte[] terminator, byte[] skip, String text) {
		int removed = 0;
		while (removed < terminator.length && ByteSearch.indexOf(skip, 0, skip.length, terminator[removed]) >= 0) {
			removed++;
		}
		if (removed > 0 && removed < terminator.length) {
			throw SettingCheck.invalid(this.key + ".skip", text,
					"It removes a part of the bytes that end an empty message, and the rest would begin the next one; leave out 0x%02x."
						.formatted(terminator[0]));
		}
	}

	private byte[] terminator() {
		return switch (this.settings.type()) {
			case CRLF -> new byte[] { '\r', '\n' };
			case DELIMITER -> ByteSetting.parse(this.key + ".delimiter", this.settings.delimiter(), this.charset);
			default -> new byte[0];
		};
	}

	/**
	 * The bytes with which a frame can begin, if these are few.
	 */
	private String beginnings() {
		return switch (this.settings.type()) {
			case ASCII_LENGTH, OCTET_COUNTING -> DIGITS;
			case SYSLOG -> DIGITS + "<";
			case STX_ETX -> "\u0002" + controls();
			case FIX -> "8";
			case MLLP -> "\u000b";
			case JSON -> "{[";
			default -> "";
		};
	}

	/** One character for each byte. */
	private String controls() {
		String controls = this.settings.controls();
		return (controls == null) ? "" : new String(ByteSetting.parse(this.key + ".controls", controls, this.charset),
				StandardCharsets.ISO_8859_1);
	}

	/**
	 * Check that a message is known without what ends it.
	 */
	private void checkRest() {
		if (!TERMINATED.contains(this.settings.type())) {
			throw invalid("rest", "deliver",
					"Framing '%s' has no terminator that the end of the stream could stand for; this value is for %s."
						.formatted(this.settings.type().kebab(), names(TERMINATED)));
		}
		if (this.settings.trailer() != null && this.settings.trailer() != Trailer.NONE) {
			throw invalid("rest", "deliver",
					"The checksum is behind the end of a frame, so a frame without its end cannot be verified; remove this key or 'trailer'.");
		}
		if (this.settings.end().size() > 1) {
			throw invalid("rest", "deliver",
					"The byte that ends a frame belongs to its message, so without it the message is not known; remove this key, or all of 'end' but one.");
		}
	}

	private void checkOversize(String value) {
		String reason = WITHOUT_KNOWN_END.get(this.settings.type());
		if (reason != null) {
			throw invalid("oversize", value,
					"Framing '%s' %s; remove this key.".formatted(this.settings.type().kebab(), reason));
		}
	}

	private RuntimeException invalid(String option, String value, String remedy) {
		return SettingCheck.invalid(this.key + "." + option, value, remedy);
	}

	private static String names(Set<FramingType> types) {
		return types.stream().map(FramingType::kebab).sorted().collect(Collectors.joining(", "));
	}

	private void rejectBinary(String option, String value) {
		if (BINARY.contains(this.settings.type())) {
			throw SettingCheck.invalid(this.key + "." + option, value,
					"A frame of framing '%s' can begin with any byte, so nothing before it can be told from it; remove this key."
						.formatted(this.settings.type().kebab()));
		}
	}

}
