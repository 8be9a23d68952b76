package io.sluice.framing;

import java.nio.charset.StandardCharsets;

/**
 * FIX messages for tests.
 */
final class FixMessages {

	private FixMessages() {
	}

	/**
	 * A message in the notation of {@link ByteSequence}.
	 * @param body its body, with | for the separator
	 */
	static String of(String body) {
		String text = "8=FIX.4.4|9=" + body.length() + "|" + body;
		int sum = 0;
		for (byte b : text.replace('|', '\1').getBytes(StandardCharsets.US_ASCII)) {
			sum += b;
		}
		return (text + "10=%03d|".formatted(sum % 256)).replace("|", "\\x01");
	}

}
