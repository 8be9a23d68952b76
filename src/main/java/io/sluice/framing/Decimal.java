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

	/**
	 * A digit to a base of 10 or 16.
	 */
	static int digit(byte b, int radix) throws FrameException {
		int digit = (radix == 16) ? Character.digit(b, 16) : -1;
		return (digit >= 0) ? digit : digit(b);
	}

}
