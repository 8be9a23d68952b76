package io.sluice.framing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.spi.FrameBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes after the end byte of a frame.
 */
public enum BlockTrailer {

	/** Nothing. */
	NONE(0),

	/**
	 * Longitudinal redundancy check: the exclusive or of all bytes after the start byte,
	 * including the end byte.
	 */
	LRC(1) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { sum.xor() };
		}

	},

	/**
	 * The sum of all bytes after the start byte, including the end byte, modulo 256, as
	 * two hex digits; then CR LF.
	 */
	CHECKSUM_HEX(4) {

		@Override
		byte[] of(BlockSum sum) {
			return (HexFormat.of().withUpperCase().toHexDigits(sum.sum()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		}

		@Override
		boolean isWritten(FrameBuffer in, int end, byte[] expected) {
			for (int i = 0; i < expected.length; i++) {
				int found = in.at(end + 1 + i);
				int upper = (found >= 'a' && found <= 'f') ? found - 'a' + 'A' : found;
				if (upper != expected[i]) {
					return false;
				}
			}
			return true;
		}

	},

	/** CR. An end byte without it is data. */
	CR(1) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { '\r' };
		}

	},

	/** CR, which is always written but which a received frame may lack. */
	OPTIONAL_CR(0) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { '\r' };
		}

	};

	/** The number of bytes that a received frame must have behind its end byte. */
	private final int size;

	BlockTrailer(int size) {
		this.size = size;
	}

	int size() {
		return this.size;
	}

	/**
	 * The number of bytes of the trailer that are written.
	 */
	int writtenSize() {
		return of(new BlockSum()).length;
	}

	/**
	 * {@return whether the trailer is a checksum of the frame}
	 */
	public boolean isChecksum() {
		return this == LRC || this == CHECKSUM_HEX;
	}

	/**
	 * Whether an end byte is data unless the trailer follows it.
	 */
	boolean decidesEnd() {
		return this == CR;
	}

	byte[] of(BlockSum sum) {
		return new byte[0];
	}

	/**
	 * The trailer of a message.
	 * @param message the message
	 * @param end the end byte if it does not belong to the message, otherwise 0
	 */
	byte[] of(byte[] message, byte end) {
		BlockSum sum = new BlockSum();
		sum.add(end);
		if (isChecksum()) {
			for (byte b : message) {
				sum.add(b);
			}
		}
		return of(sum);
	}

	/**
	 * Check the trailer of a block.
	 * @param in the block, with its trailer
	 * @param sum the sum of the bytes that have been removed
	 * @param from the index of the first byte that it lacks
	 * @param end the index of the end byte
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String mistake(FrameBuffer in, BlockSum sum, int from, int end) {
		if (!isChecksum()) {
			return null;
		}
		sum.add(in, from, end + 1);
		byte[] expected = of(sum);
		if (isWritten(in, end, expected)) {
			return null;
		}
		byte[] found = new byte[this.size];
		for (int i = 0; i < found.length; i++) {
			found[i] = in.at(end + 1 + i);
		}
		return "expected the checksum %s, not %s".formatted(ByteSequence.describe(expected),
				ByteSequence.describe(found));
	}

	boolean isWritten(FrameBuffer in, int end, byte[] expected) {
		return in.at(end + 1) == expected[0];
	}

}
