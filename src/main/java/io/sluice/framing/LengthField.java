package io.sluice.framing;

import java.nio.ByteOrder;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * The field of a frame that holds its length.
 *
 * @param encoding how the length is written
 * @param size the bytes of the field
 * @param byteOrder the order of its bytes, big-endian if it is text
 * @param spaces whether a text is padded with spaces instead of zeros
 */
public record LengthField(LengthEncoding encoding, int size, ByteOrder byteOrder, boolean spaces) {

	/**
	 * Check the options.
	 */
	public LengthField {
		if (size < 1 || size > encoding.largestSize()) {
			throw new IllegalArgumentException("a length header must be 1 to %d %s, not %d"
				.formatted(encoding.largestSize(), encoding.isText() ? "digits" : "bytes", size));
		}
		if (encoding.isText() ? byteOrder != ByteOrder.BIG_ENDIAN : spaces) {
			throw new IllegalArgumentException(
					"only binary and bcd have a byte order, and only ascii and hex a padding");
		}
	}

	/**
	 * A binary length.
	 * @param size the bytes of the field, 1 to 4
	 * @param byteOrder their order
	 * @return the field
	 */
	public static LengthField binary(int size, ByteOrder byteOrder) {
		return new LengthField(LengthEncoding.BINARY, size, byteOrder, false);
	}

	/**
	 * A decimal length, padded with zeros.
	 * @param digits the digits of the field, 1 to 9
	 * @return the field
	 */
	public static LengthField ascii(int digits) {
		return new LengthField(LengthEncoding.ASCII, digits, ByteOrder.BIG_ENDIAN, false);
	}

	/**
	 * {@return the largest length that the field can hold}
	 */
	public long largest() {
		return this.encoding.largest(this.size);
	}

	/**
	 * Read the length.
	 * @param in the buffer
	 * @param at the index of the field
	 * @param end the index after the last byte of it that has arrived
	 * @return the length, or a part of it if not all of the field has arrived
	 * @throws FrameException if a byte is no part of a length
	 */
	long read(FrameBuffer in, int at, int end) throws FrameException {
		if (this.encoding == LengthEncoding.BINARY) {
			return readBinary(in, at, end);
		}
		return this.encoding.isText() ? readText(in, at, end) : readBcd(in, at, end);
	}

	private long readBinary(FrameBuffer in, int at, int end) {
		long value = 0;
		for (int i = at; i < end; i++) {
			value |= (in.at(i) & 0xffL) << shift(i - at);
		}
		return value;
	}

	private long readBcd(FrameBuffer in, int at, int end) throws FrameException {
		long value = 0;
		for (int i = at; i < end; i++) {
			byte b = in.at(i);
			int high = (b >> 4) & 0xf;
			int low = b & 0xf;
			if (high > 9 || low > 9) {
				throw BadFrame.unexpected("two decimal digits of the message length", b);
			}
			value += (10 * high + low) * power(100, place(i - at));
		}
		return value;
	}

	private long readText(FrameBuffer in, int at, int end) throws FrameException {
		int radix = radix();
		long value = 0;
		boolean padding = this.spaces;
		for (int i = at; i < end; i++) {
			byte b = in.at(i);
			if (padding && b == ' ') {
				continue;
			}
			padding = false;
			value = value * radix + Decimal.digit(b, radix);
		}
		if (padding && end - at == this.size) {
			throw new FrameException(ErrorCode.BAD_FRAME, "the message length has no digit");
		}
		return value;
	}

	/**
	 * Write a length.
	 * @param value the length, at most {@link #largest()}
	 * @param to the header
	 * @param at the index of the field
	 */
	void write(long value, byte[] to, int at) {
		if (this.encoding == LengthEncoding.BINARY) {
			for (int i = 0; i < this.size; i++) {
				to[at + i] = (byte) (value >>> shift(i));
			}
		}
		else if (this.encoding.isText()) {
			writeText(value, to, at);
		}
		else {
			writeBcd(value, to, at);
		}
	}

	private void writeBcd(long value, byte[] to, int at) {
		for (int i = 0; i < this.size; i++) {
			int digits = (int) (value / power(100, place(i)) % 100);
			to[at + i] = (byte) (((digits / 10) << 4) | (digits % 10));
		}
	}

	private void writeText(long value, byte[] to, int at) {
		int radix = radix();
		long rest = value;
		for (int i = at + this.size - 1; i >= at; i--) {
			boolean pad = this.spaces && rest == 0 && i < at + this.size - 1;
			to[i] = (byte) (pad ? ' ' : "0123456789ABCDEF".charAt((int) (rest % radix)));
			rest /= radix;
		}
	}

	private int radix() {
		return (this.encoding == LengthEncoding.HEX) ? 16 : 10;
	}

	/** The number of less significant bytes. */
	private int place(int index) {
		return (this.byteOrder == ByteOrder.BIG_ENDIAN) ? this.size - 1 - index : index;
	}

	private int shift(int index) {
		return place(index) * Byte.SIZE;
	}

	private static long power(int base, int exponent) {
		long power = 1;
		for (int i = 0; i < exponent; i++) {
			power *= base;
		}
		return power;
	}

}
