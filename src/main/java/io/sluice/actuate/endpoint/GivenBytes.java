package io.sluice.actuate.endpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that an operator gives in one of three ways.
 *
 * @param message a message without its framing, as text, or in hexadecimal if {@code hex}
 * is {@code true}
 * @param text text in the listener's charset
 * @param hex hexadecimal digits, with any white space between them; beside a message,
 * {@code true} or {@code false}
 */
record GivenBytes(@Nullable String message, @Nullable String text, @Nullable String hex) {

	/**
	 * Whether no bytes are given.
	 */
	boolean isMissing() {
		return this.message == null && this.text == null && (this.hex == null || isFlag());
	}

	/**
	 * Whether the bytes are a message without its framing.
	 */
	boolean isMessage() {
		return this.message != null;
	}

	/**
	 * Whether the bytes are in hexadecimal.
	 */
	boolean isHex() {
		return isFlag() ? Boolean.parseBoolean(this.hex) : this.hex != null;
	}

	private boolean isFlag() {
		return "true".equalsIgnoreCase(this.hex) || "false".equalsIgnoreCase(this.hex);
	}

	/**
	 * Read the bytes.
	 * @param charset the encoding of text
	 * @return the bytes
	 * @throws BadParameterException if they are given in several ways, or are invalid
	 */
	byte[] read(Charset charset) {
		if (this.message != null) {
			if (this.text != null || (this.hex != null && !isFlag())) {
				throw several("message", this.message);
			}
			return isHex() ? parseHex("message", this.message) : encode("message", this.message, charset);
		}
		if (this.text != null) {
			if (this.hex != null) {
				throw several("text", this.text);
			}
			return encode("text", this.text, charset);
		}
		return parseHex("hex", String.valueOf(this.hex));
	}

	private static BadParameterException several(String key, String value) {
		return new BadParameterException(key, value, "give one of 'message', 'text' and 'hex' with digits");
	}

	/**
	 * Parse hexadecimal digits.
	 * @param key the name of the parameter
	 * @throws BadParameterException if the text is not an even number of hexadecimal
	 * digits
	 */
	static byte[] parseHex(String key, String digits) {
		try {
			return HexFormat.of().parseHex(digits.replaceAll("\\s+", ""));
		}
		catch (IllegalArgumentException ex) {
			throw new BadParameterException(key, digits, "it must be an even number of hexadecimal digits");
		}
	}

	private static byte[] encode(String key, String text, Charset charset) {
		try {
			ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
			byte[] bytes = new byte[encoded.remaining()];
			encoded.get(bytes);
			return bytes;
		}
		catch (CharacterCodingException ex) {
			throw new BadParameterException(key, text,
					"it must be text in the listener's charset, %s; other bytes can be given in hexadecimal"
						.formatted(charset));
		}
	}

}
