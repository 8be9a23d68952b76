package io.sluice.framing;

import io.sluice.ErrorCode;

/**
 * The byte that every frame of a framing begins with and that is never data. Where it
 * stands in a message, the end of that message is missing: what follows is the next one.
 *
 * @param name how a log line calls it
 * @param value the byte
 */
record StartByte(String name, byte value) {

	/**
	 * Require that a frame begins with it.
	 * @param in where at least one byte of the frame is
	 * @throws FrameException if it begins with another byte
	 */
	void require(FrameInput in) throws FrameException {
		if (in.at(0) != this.value) {
			throw FrameException.expected("a frame to begin with " + this, in.at(0));
		}
	}

	/**
	 * Refuse a message that contains it.
	 * @param in where the message is
	 * @param from the index to look from
	 * @param to the index to look to
	 * @throws FrameException if it is there
	 */
	void refuse(FrameInput in, int from, int to) throws FrameException {
		if (from < to && in.indexOf(this.value, from, to) >= 0) {
			throw new FrameException(ErrorCode.BAD_FRAME,
					"a frame begins with %s before the last one has ended".formatted(this));
		}
	}

	boolean isIn(byte[] message) {
		return ByteSearch.indexOf(message, 0, message.length, this.value) >= 0;
	}

	@Override
	public String toString() {
		return "%s (0x%02x)".formatted(this.name, this.value);
	}

}
