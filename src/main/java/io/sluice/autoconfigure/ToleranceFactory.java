package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.sluice.autoconfigure.FramingProperties.Bom;
import io.sluice.autoconfigure.FramingProperties.Oversize;
import io.sluice.autoconfigure.FramingProperties.Rest;
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
			FramingType.DELIMITER, FramingType.SYSLOG);

	private static final Set<FramingType> WITH_KNOWN_END = EnumSet.of(FramingType.LINE, FramingType.CRLF,
			FramingType.NUL, FramingType.DELIMITER, FramingType.STX_ETX, FramingType.MLLP, FramingType.LENGTH,
			FramingType.ASCII_LENGTH, FramingType.OCTET_COUNTING, FramingType.SYSLOG, FramingType.JSON);

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
			require("rest", "deliver", TERMINATED, "has no terminator that the end of the stream could stand for");
			requirePlain("rest", "deliver", framing);
			wrapped = new RestFraming(wrapped);
		}
		Oversize oversize = this.settings.oversize();
		if (oversize != null && oversize != Oversize.CLOSE) {
			require("oversize", KebabCase.of(oversize), WITH_KNOWN_END, "does not know where a large message ends");
			requirePlain("oversize", KebabCase.of(oversize), framing);
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
		return (this.settings.type() == FramingType.JSON) ? ByteSetting.parse("", text + WHITE_SPACE, this.charset)
				: bytes;
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
	 * Reject a framing with options of its own that change where a frame ends.
	 */
	private void requirePlain(String option, String value, Framing framing) {
		if (!OversizeFraming.fits(framing)) {
			throw SettingCheck.invalid(this.key + "." + option, value,
					"Framing '%s' cannot have it together with %s; remove this key or those."
						.formatted(this.settings.type().kebab(), String.join(", ", this.settings.options().keySet())));
		}
	}

	private void rejectBinary(String option, String value) {
		if (BINARY.contains(this.settings.type())) {
			throw SettingCheck.invalid(this.key + "." + option, value,
					"A frame of framing '%s' can begin with any byte, so nothing before it can be told from it; remove this key."
						.formatted(this.settings.type().kebab()));
		}
	}

	private void require(String option, String value, Set<FramingType> types, String reason) {
		if (!types.contains(this.settings.type())) {
			throw SettingCheck.invalid(this.key + "." + option, value,
					"Framing '%s' %s; this value is for %s.".formatted(this.settings.type().kebab(), reason,
							types.stream()
								.map(FramingType::kebab)
								.collect(Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new),
										(names) -> String.join(", ", names)))));
		}
	}

}
