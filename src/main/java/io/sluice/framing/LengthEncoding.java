package io.sluice.framing;

/**
 * The encoding of a length field.
 */
public enum LengthEncoding {

	/** An unsigned binary number of 1 to 4 bytes. */
	BINARY(4, 256),

	/** Two decimal digits in each of 1 to 4 bytes. */
	BCD(4, 100),

	/** 1 to 9 decimal digits in ASCII. */
	ASCII(9, 10),

	/** 1 to 8 hexadecimal digits in ASCII, written in upper case and read in either. */
	HEX(8, 16);

	private final int most;

	/** The number of values that a byte or digit can have. */
	private final int base;

	LengthEncoding(int most, int base) {
		this.most = most;
		this.base = base;
	}

	/**
	 * The largest size of a length.
	 * @return bytes
	 */
	public int largestSize() {
		return this.most;
	}

	/**
	 * The largest length.
	 * @param size the number of bytes or digits
	 */
	long largest(int size) {
		long values = 1;
		for (int i = 0; i < size; i++) {
			values *= this.base;
		}
		return values - 1;
	}

	/**
	 * {@return whether a length is text}
	 */
	public boolean isText() {
		return this == ASCII || this == HEX;
	}

}
