package io.sluice.framing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.spi.FrameBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What follows the end byte of a block.
 */
public enum BlockTrailer {

	/** Nothing. */
	NONE(0),

	/** The exclusive or of all bytes after the start byte, the end byte included. */
	LRC(1) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { sum.xor() };
		}

	},

	/**
	 * The sum of all bytes after the start byte, the end byte included, modulo 256 in two
	 * hex digits, then CR LF.
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

	/** A CR, without which the end byte is data. */
	CR(1) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { '\r' };
		}

	},

	/** A CR that is written, and that may be missing where a block is read. */
	OPTIONAL_CR(0) {

		@Override
		byte[] of(BlockSum sum) {
			return new byte[] { '\r' };
		}

	};

	/** The number of bytes that are read with the block. */
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
		return of(0, 0).length;
	}

	/**
	 * {@return whether it proves that the block has arrived as it was sent}
	 */
	public boolean isChecksum() {
		return this == LRC || this == CHECKSUM_HEX;
	}

	/**
	 * Whether an end byte inside a block is data unless the trailer follows it.
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
