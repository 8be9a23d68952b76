package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

	private final String key;

	private final FramingProperties settings;

	/** The framings of which each connection has one; one, unless they are chosen. */
	private final List<FramingChoice> choices;

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
			this.choices.forEach((each) -> beginnings(each).reject("bom", "skip", "remove this key", (byte) 0xef));
		}
		byte[] skip = skip();
		return (bom || skip.length > 0) ? new SkippingFraming(wrapped, skip, bom) : wrapped;
	}

	private byte[] skip() {
		String text = this.settings.skip();
		if (text == null) {
			return new byte[0];
		}
		byte[] bytes = ByteSetting.parse(this.key + ".skip", text, this.charset);
		if (bytes.length < 1 || bytes.length > MOST_SKIPPED) {
			throw SettingCheck.invalid(this.key + ".skip", text,
					"It must be 1 to %d bytes, such as \"\\\\r\\\\n\\\\0\".".formatted(MOST_SKIPPED));
		}
		for (FramingChoice each : this.choices) {
			beginnings(each).reject("skip", text, "leave that byte out", bytes);
			keepWhole(terminator(settings(each)), bytes, text);
		}
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

	private byte[] terminator(FramingProperties framing) {
		return switch (framing.type()) {
			case CRLF -> new byte[] { '\r', '\n' };
			case DELIMITER -> ByteSetting.parse(this.key + ".delimiter", framing.delimiter(), this.charset);
			default -> new byte[0];
		};
	}

	private FrameBeginnings beginnings(FramingChoice choice) {
		return new FrameBeginnings(this.key, settings(choice), choice.starts(), this.charset);
	}

	private static FramingProperties settings(FramingChoice choice) {
		return Objects.requireNonNull(choice.framing());
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

}
