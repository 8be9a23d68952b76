package io.sluice.handler;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

import io.sluice.framing.ByteSearch;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Encodes text in a charset, and fails if the charset lacks a character.
 */
final class TextEncoder {

	private final Charset charset;

	/** The first byte that the JDK writes for a character that the charset lacks. */
	private final byte replacement;

	/**
	 * Create an encoder.
	 * @param charset the charset
	 * @throws UnsupportedOperationException if the charset can only be decoded
	 */
	TextEncoder(Charset charset) {
		this.charset = charset;
		this.replacement = charset.newEncoder().replacement()[0];
	}

	/**
	 * Encode a text.
	 * @param text the text
	 * @return its bytes
	 * @throws MessageConversionException if the charset lacks a character, or the text
	 * contains half a surrogate pair
	 */
	byte[] encode(String text) {
		byte[] bytes = text.getBytes(this.charset);
		// an encoder that reports errors is several times slower, so it runs only in case
		// of doubt
		if (ByteSearch.indexOf(bytes, 0, bytes.length, this.replacement) >= 0) {
			check(text);
		}
		return bytes;
	}

	private void check(String text) {
		CharBuffer chars = CharBuffer.wrap(text);
		try {
			this.charset.newEncoder().encode(chars);
		}
		catch (CharacterCodingException ex) {
			throw new MessageConversionException(
					"the charset %s has no character U+%04X".formatted(this.charset, Character.codePointAt(chars, 0)),
					ex);
		}
	}

}
