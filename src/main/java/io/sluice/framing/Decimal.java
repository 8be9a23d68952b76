package io.sluice.framing;

import io.sluice.spi.FrameException;

/**
 * Message lengths in ASCII digits.
 */
final class Decimal {

	private Decimal() {
	}

	static int digit(byte b) throws FrameException {
		if (b < '0' || b > '9') {
			throw BadFrame.unexpected("a digit of the message length", b);
		}
		return b - '0';
	}

	static int largest(int digits) {
		int power = 1;
		for (int i = 0; i < digits; i++) {
			power *= 10;
		}
		return power - 1;
	}

	static byte[] pad(int value, int digits) {
		byte[] text = new byte[digits];
		int rest = value;
		for (int i = digits - 1; i >= 0; i--) {
			text[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		return text;
	}

}
