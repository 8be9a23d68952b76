package io.sluice.framing;

/**
 * How a length is written in front of a message.
 */
public enum LengthEncoding {

	/** An unsigned binary number of 1 to 4 bytes. */
	BINARY(4),

	/** Two decimal digits in each of 1 to 4 bytes. */
	BCD(4),

	/** 1 to 9 decimal digits in ASCII. */
	ASCII(9),

	/** 1 to 8 hexadecimal digits in ASCII: upper case is written, either is read. */
	HEX(8);

	private final int most;

	LengthEncoding(int most) {
		this.most = most;
	}

	/**
	 * The largest size of a length.
	 * @return bytes
	 */
	public int largestSize() {
		return this.most;
	}

	/**
	 * Whether a length is text.
	 */
	public boolean isText() {
		return this == ASCII || this == HEX;
	}

}
