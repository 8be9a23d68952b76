package io.sluice.framing;

import io.sluice.spi.FrameBuffer;

/**
 * The checksums of the bytes of a block.
 */
final class BlockSum {

	private int sum;

	private int xor;

	void add(byte value) {
		this.sum += value;
		this.xor ^= value;
	}

	/**
	 * Add a part of a buffer.
	 * @param in the buffer
	 * @param from the index of the first byte
	 * @param to the index after the last byte
	 */
	void add(FrameBuffer in, int from, int to) {
		for (int i = from; i < to; i++) {
			add(in.at(i));
		}
	}

	/** The sum, of which the last 8 bits count. */
	byte sum() {
		return (byte) this.sum;
	}

	/** The exclusive or. */
	byte xor() {
		return (byte) this.xor;
	}

}
