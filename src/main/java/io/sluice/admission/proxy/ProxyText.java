package io.sluice.admission.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a proxy passes on of a client, as text that cannot be taken for anything else
 * where it is logged.
 */
final class ProxyText {

	private ProxyText() {
	}

	/**
	 * The text that bytes are.
	 * @return the text, or {@code 0x} and the bytes in hexadecimal where they are not
	 * UTF-8, or have a character that is not seen
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
