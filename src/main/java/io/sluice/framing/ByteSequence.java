package io.sluice.framing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes in the notation of configuration and command line: {@code 0x1e0d}, or text with
 * the escapes {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \\} and {@code
 * \xNN}.
 */
public final class ByteSequence {

	private static final String HEX_PREFIX = "0x";

	private static final String ESCAPES = "\\r, \\n, \\t, \\0, \\\\ and \\xNN";

	private final String text;

	private final Charset charset;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private ByteSequence(String text, Charset charset) {
		this.text = text;
		this.charset = charset;
	}

	/**
	 * Parse a sequence of bytes.
	 * @param text {@code 0x} and an even number of hex digits in either case, or text
	 * with escapes; escapes other than {@code \\} are bytes in every charset
	 * @param charset the encoding of the text between the escapes
	 * @return the bytes
	 * @throws IllegalArgumentException if the text is neither, or contains a character
	 * that the charset lacks
	 */
	public static byte[] parse(String text, Charset charset) {
		if (text.regionMatches(true, 0, HEX_PREFIX, 0, HEX_PREFIX.length())) {
			return parseHex(text);
		}
		return new ByteSequence(text, charset).parse();
	}

	/**
	 * Show bytes in a form that {@link #parse(String, Charset)} reads in any charset that
	 * includes ASCII.
	 * @param bytes the bytes
	 * @return printable ASCII
	 */
	public static String describe(byte[] bytes) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < bytes.length; i++) {
			// avoid a result that looks like the prefix of hex digits
			boolean prefix = i == 1 && bytes[0] == '0' && (bytes[1] == 'x' || bytes[1] == 'X');
			text.append(prefix ? hex(bytes[i]) : describe(bytes[i]));
		}
		return text.toString();
	}

	private static String describe(byte b) {
		return switch (b) {
			case '\r' -> "\\r";
			case '\n' -> "\\n";
			case '\t' -> "\\t";
			case 0 -> "\\0";
			case '\\' -> "\\\\";
			default -> (b >= ' ' && b < 0x7f) ? Character.toString(b) : hex(b);
		};
	}

	private static String hex(byte b) {
		return "\\x" + HexFormat.of().toHexDigits(b);
	}

	private static byte[] parseHex(String text) {
		String digits = text.substring(HEX_PREFIX.length());
		if (digits.isEmpty() || digits.length() % 2 != 0) {
			throw new IllegalArgumentException(
					"'%s' has %d hex digits after 0x: two for each byte are needed".formatted(text, digits.length()));
		}
		try {
			return HexFormat.of().parseHex(digits);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'%s' has something else than hex digits after 0x: for text, write \\x30 for its 0".formatted(text),
					ex);
		}
	}

	private byte[] parse() {
		int index = 0;
		while (index < this.text.length()) {
			int escape = this.text.indexOf('\\', index);
			int end = (escape < 0) ? this.text.length() : escape;
			encode(this.text.substring(index, end));
			index = (escape < 0) ? end : unescape(escape);
		}
		return this.bytes.toByteArray();
	}

	private int unescape(int index) {
		char kind = (index + 1 < this.text.length()) ? this.text.charAt(index + 1) : ' ';
		switch (kind) {
			case 'r' -> this.bytes.write('\r');
			case 'n' -> this.bytes.write('\n');
			case 't' -> this.bytes.write('\t');
			case '0' -> this.bytes.write(0);
			case '\\' -> encode("\\");
			case 'x' -> {
				return unescapeHex(index);
			}
			default -> throw badEscape(index, index + 2);
		}
		return index + 2;
	}

	private int unescapeHex(int index) {
		int end = index + 4;
		if (end > this.text.length() || !HexFormat.isHexDigit(this.text.charAt(index + 2))
				|| !HexFormat.isHexDigit(this.text.charAt(index + 3))) {
			throw badEscape(index, end);
		}
		this.bytes.write(HexFormat.fromHexDigits(this.text, index + 2, end));
		return end;
	}

	private IllegalArgumentException badEscape(int index, int end) {
		String escape = this.text.substring(index, Math.min(end, this.text.length()));
		return new IllegalArgumentException(
				"'%s' in '%s' is not an escape: there are %s".formatted(escape, this.text, ESCAPES));
	}

	/**
	 * UTF-16 in the byte order that the JDK writes, without a byte order mark: these are
	 * parts of a message.
	 */
	private CharsetEncoder encoder() {
		return this.charset.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE.newEncoder()
				: this.charset.newEncoder();
	}

	private void encode(String part) {
		try {
			ByteBuffer encoded = encoder().encode(CharBuffer.wrap(part));
			this.bytes.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException(
					"'%s' has a character that %s lacks: write its bytes as \\xNN".formatted(this.text, this.charset),
					ex);
		}
	}

}
