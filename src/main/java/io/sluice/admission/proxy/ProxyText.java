package io.sluice.admission.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Text from a PROXY header, in a form that cannot be mistaken for other text in a log.
 */
final class ProxyText {

	private ProxyText() {
	}

	/**
	 * Convert bytes to text.
	 * @return the text, or {@code 0x} and hexadecimal digits if the bytes are not UTF-8
	 * or contain an invisible character
	 */
	static String of(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		boolean readable = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
				&& text.codePoints().allMatch(ProxyText::isVisible);
		return readable ? text : "0x" + HexFormat.of().formatHex(bytes);
	}

	private static boolean isVisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
