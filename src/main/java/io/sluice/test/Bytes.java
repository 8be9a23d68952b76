package io.sluice.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as text for failures.
 */
final class Bytes {

	private static final int LONGEST = 200;

	private Bytes() {
	}

	/**
	 * Describe bytes: as text in quotes if they are printable, and in hexadecimal
	 * otherwise.
	 */
	static String describe(byte[] bytes) {
		byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST));
		String text = isPrintable(shown) ? '"' + new String(shown, StandardCharsets.US_ASCII) + '"'
				: "0x" + HexFormat.of().formatHex(shown);
		return (shown.length < bytes.length) ? "%s… (%d bytes)".formatted(text, bytes.length) : text;
	}

	private static boolean isPrintable(byte[] bytes) {
		for (byte b : bytes) {
			if (b < ' ' || b > '~') {
				return false;
			}
		}
		return true;
	}

	static byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

}
