package io.sluice.cli;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.spi.Framing;

/**
 * Parses and checks messages from the command line.
 */
final class MessageParser {

	private MessageParser() {
	}

	/**
	 * Parse hexadecimal digits. White space between them is ignored.
	 */
	static byte[] parseHex(byte[] text) {
		String digits = new String(text, StandardCharsets.US_ASCII).replaceAll("\\s+", "");
		try {
			return HexFormat.of().parseHex(digits);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("--hex needs an even number of hexadecimal digits: " + ex.getMessage(),
					ex);
		}
	}

	static void check(byte[] message, Framing framing) {
		String refusal = framing.refusal(message);
		if (refusal != null) {
			throw new IllegalArgumentException("the message cannot be sent: " + refusal);
		}
	}

}
