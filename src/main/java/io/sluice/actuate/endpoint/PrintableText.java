package io.sluice.actuate.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes that a person can read as text.
 */
final class PrintableText {

	private PrintableText() {
	}

	/**
	 * Decode bytes.
	 * @param bytes the bytes
	 * @param charset the encoding
	 * @return the text, or {@code null} if the bytes are not valid in the charset, or
	 * contain characters that cannot be seen, other than white space
	 */
	static @Nullable String decode(byte[] bytes, Charset charset) {
		try {
			String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.codePoints().allMatch(PrintableText::isPrintable) ? text : null;
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static boolean isPrintable(int character) {
		if (character == '\t' || character == '\r' || character == '\n') {
			return true;
		}
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
