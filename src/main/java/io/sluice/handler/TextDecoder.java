package io.sluice.handler;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.TextBytes;

/**
 * Decodes payloads; bytes that are not valid in a charset are {@code BAD_PAYLOAD}.
 */
final class TextDecoder {

	/** The character that the JDK puts in place of invalid bytes. */
	private static final char REPLACEMENT = '\ufffd';

	private TextDecoder() {
	}

	/**
	 * Decode a payload.
	 * @param bytes the payload
	 * @param charset its encoding
	 * @return its text
	 * @throws TcpHandlerException if the bytes are not valid in that encoding
	 */
	static String decode(byte[] bytes, Charset charset) {
		String text = new String(bytes, charset);
		// a decoder that reports errors is several times slower, so it runs only in case
		// of doubt
		if (text.indexOf(REPLACEMENT) >= 0) {
			check(bytes, charset);
		}
		return text;
	}

	/**
	 * Check that a payload is UTF-8, for a parser that accepts more.
	 * @param bytes the payload
	 * @throws TcpHandlerException if it is not
	 */
	static void checkUtf8(byte[] bytes) {
		if (!TextBytes.isAscii(bytes)) {
			decode(bytes, StandardCharsets.UTF_8);
		}
	}

	private static void check(byte[] bytes, Charset charset) {
		try {
			charset.newDecoder().decode(ByteBuffer.wrap(bytes));
		}
		catch (CharacterCodingException ex) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the payload is not text in " + charset, ex);
		}
	}

}
