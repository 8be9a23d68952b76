package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * The last message of a stream, which has no end of its own.
 */
final class LastMessage {

	private LastMessage() {
	}

	/**
	 * Take the message, and remove all that is left.
	 * @param in the buffer
	 * @param from the index of its first byte
	 * @param to the index after its last byte
	 * @param maxSize the most bytes it may have
	 * @throws FrameException if it has more
	 */
	static byte[] take(FrameBuffer in, int from, int to, int maxSize) throws FrameException {
		if (to - from > maxSize) {
			throw MaxSize.tooLarge(maxSize);
		}
		byte[] message = in.copy(from, to);
		in.skip(in.size());
		return message;
	}

}
