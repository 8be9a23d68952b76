package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The bytes with which the frames of a framing can begin, by its settings.
 */
@RequiredArgsConstructor
final class FrameBeginnings {

	private static final String DIGITS = "0123456789";

	private final String key;

	private final FramingProperties settings;

	/**
	 * The first bytes of the connections that have the framing; {@code null} for any.
	 */
	private final @Nullable String starts;

	private final Charset charset;

	/**
	 * Fail the start if a frame can begin with a byte that is removed before frames.
	 * @param option the option that removes the bytes
	 * @param text its value
	 * @param remedy what to do if a frame can begin with some of them
	 * @param removed the bytes
	 */
	void reject(String option, String text, String remedy, byte... removed) {
		if (isAny()) {
			throw SettingCheck.invalid(this.key + "." + option, text,
					"A frame of framing '%s' can begin with any byte, so nothing before it can be told from it; remove this key."
						.formatted(this.settings.type().kebab()));
		}
		for (byte b : removed) {
			if (first(this.starts).indexOf(b & 0xff) >= 0 || known().indexOf(b & 0xff) >= 0) {
				throw SettingCheck.invalid(this.key + "." + option, text,
						"A frame of framing '%s' can begin with the byte 0x%02x; %s."
							.formatted(this.settings.type().kebab(), b, remedy));
			}
		}
	}

	private boolean isAny() {
		return switch (this.settings.type()) {
			case LENGTH, FIXED, RAW, SPRING -> true;
			case ASCII_LENGTH ->
				this.settings.prefix() == null && this.settings.offset() != null && this.settings.offset() > 0;
			default -> false;
		};
	}

	/**
	 * The bytes, if these are few; one character for each.
	 */
	private String known() {
		return switch (this.settings.type()) {
			case ASCII_LENGTH -> (this.settings.prefix() != null) ? first(this.settings.prefix())
					: (this.settings.pad() == FramingProperties.Pad.SPACE) ? DIGITS + " " : DIGITS;
			case OCTET_COUNTING -> DIGITS;
			case SYSLOG -> DIGITS + "<";
			case STX_ETX -> "\u0002" + bytes(this.settings.controls());
			case FIX -> "8";
			case MLLP -> "\u000b";
			case JSON -> "{[";
			default -> "";
		};
	}

	private String first(@Nullable String text) {
		String bytes = bytes(text);
		return bytes.isEmpty() ? "" : bytes.substring(0, 1);
	}

	/** The caller has checked the text. */
	private String bytes(@Nullable String text) {
		return (text == null) ? ""
				: new String(ByteSetting.parse(this.key, text, this.charset), StandardCharsets.ISO_8859_1);
	}

}
