package io.sluice.extract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/**
 * Checks whether bytes are text.
 */
public final class TextBytes {

	private TextBytes() {
	}

	/**
	 * Whether all bytes are ASCII.
	 * @param bytes the bytes
	 */
	public static boolean isAscii(byte[] bytes) {
		int all = 0;
		// no early exit, so that the compiler emits vector instructions
		for (byte b : bytes) {
			all |= b;
		}
		return all >= 0;
	}

	/**
	 * Whether all bytes are valid in a charset.
	 * @param bytes the bytes
	 * @param charset the charset
	 */
	public static boolean isValid(byte[] bytes, Charset charset) {
		try {
			charset.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
