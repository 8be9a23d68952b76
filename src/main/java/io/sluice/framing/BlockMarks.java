package io.sluice.framing;

/**
 * The bytes that mark a block, and those that stand between two blocks.
 *
 * @param start the byte before a message, which is never data
 * @param ends the bytes after a message, which are never data unless the trailer decides
 * that. If there are several, the one that is there belongs to the message as its last
 * byte, because it has a meaning
 * @param trailer what follows the end
 * @param controls the bytes that are a message of one byte between two blocks
 */
record BlockMarks(StartByte start, ByteSet ends, BlockTrailer trailer, ByteSet controls) {

	BlockMarks {
		if (ends.isEmpty()) {
			throw new IllegalArgumentException("a frame needs a byte that ends it");
		}
		if (ends.contains(start.value()) || controls.contains(start.value())) {
			throw new IllegalArgumentException(start + " cannot have another meaning");
		}
		if (ends.values().intersects(controls.values())) {
			throw new IllegalArgumentException("a byte cannot end a frame and be a control byte");
		}
	}

	/**
	 * The number of end bytes that belong to a message.
	 */
	int kept() {
		return (this.ends.size() > 1) ? 1 : 0;
	}

	boolean isControl(byte[] message) {
		return message.length == 1 && this.controls.contains(message[0]);
	}

	/**
	 * Whether a byte, where no block has begun, is neither a start nor a control byte.
	 */
	boolean isStray(byte value) {
		return value != this.start.value() && !this.controls.contains(value);
	}

}
