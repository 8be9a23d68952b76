package io.sluice.framing;

import io.sluice.spi.FrameBuffer;

/**
 * The bytes that delimit a frame, and the control bytes between two frames.
 *
 * @param start the byte before a message, which is never data
 * @param ends the bytes of which one ends a message. They are never data, unless the
 * trailer decides where a message ends. If there are several, the one that ends a message
 * is its last byte, because it tells the receiver something, such as ETX or ETB
 * @param trailer the bytes after the end byte
 * @param controls the bytes that are messages of one byte between two frames
 */
record BlockMarks(StartByte start, ByteSet ends, BlockTrailer trailer, ByteSet controls) {

	BlockMarks {
		if (ends.isEmpty()) {
			throw new IllegalArgumentException("a frame requires an end byte");
		}
		if (ends.contains(start.value()) || controls.contains(start.value())) {
			throw new IllegalArgumentException(start + " cannot be an end byte or a control byte too");
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
	 * Find the first byte that may not be data.
	 * @param in a block
	 * @param from the first index of the search
	 * @param to the index after the last one
	 * @return the index of a start byte, or of an end byte whose trailer does not show
	 * that it is data; otherwise {@code to}
	 */
	int indexOfMark(FrameBuffer in, int from, int to) {
		int index = from;
		while (index < to && !isMark(in, index)) {
			index++;
		}
		return index;
	}

	private boolean isMark(FrameBuffer in, int index) {
		byte value = in.at(index);
		return value == this.start.value() || (this.ends.contains(value)
				&& (!this.trailer.decidesEnd() || index + 1 == in.size() || in.at(index + 1) == '\r'));
	}

	/**
	 * Find a start byte in a trailer, where it cannot be a checksum.
	 * @param in a block
	 * @param from the index of the trailer
	 * @return the index, or -1
	 */
	int indexOfStartInTrailer(FrameBuffer in, int from) {
		return (this.trailer != BlockTrailer.CHECKSUM_HEX) ? -1
				: in.indexOf(this.start.value(), from, Math.min(from + this.trailer.size(), in.size()));
	}

	/**
	 * Whether a byte, where no block has begun, is neither a start nor a control byte.
	 */
	boolean isStray(byte value) {
		return value != this.start.value() && !this.controls.contains(value);
	}

}
