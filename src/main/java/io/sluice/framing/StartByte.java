package io.sluice.framing;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * The byte that begins every frame of a framing and is never data. Inside a frame it
 * shows that the end of that frame was lost and the next one begins.
 *
 * @param name its name in a log line
 * @param value the byte
 */
record StartByte(String name, byte value) {

	/**
	 * Require that a frame begins with this byte.
	 * @param in an input with at least one byte of the frame
	 * @throws FrameException if the frame begins with another byte
	 */
	void require(FrameBuffer in) throws FrameException {
		if (in.at(0) != this.value) {
			throw BadFrame.unexpected("a frame to begin with " + this, in.at(0));
		}
	}

	/**
	 * Reject a message that contains this byte.
	 * @param in the input with the message
	 * @param from the first index of the search
	 * @param to the index after the last one
	 * @throws FrameException if the byte is there
	 */
	void refuse(FrameBuffer in, int from, int to) throws FrameException {
		if (from < to && in.indexOf(this.value, from, to) >= 0) {
			throw new FrameException(ErrorCode.BAD_FRAME,
					"a frame begins with %s before the previous one has ended".formatted(this));
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
