package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * A frame whose message is too large, and which is being removed from the stream.
 */
interface LargeFrame {

	/**
	 * The number of bytes before the message.
	 */
	int begin();

	/**
	 * Remove the bytes of the frame that have arrived. The bytes before the message have
	 * been removed before the first call.
	 * @param in the buffer
	 * @return how far the frame is removed
	 * @throws FrameException if the end cannot be found any more, or shows that the frame
	 * is broken
	 */
	Progress discard(FrameBuffer in) throws FrameException;

	/**
	 * Remove the rest of the frame at the end of the stream.
	 * @param in the buffer
	 * @return whether the end of the stream ends the frame, of which {@link #discard} has
	 * left a byte
	 * @throws FrameException if the frame is broken
	 */
	default boolean endWithStream(FrameBuffer in) throws FrameException {
		return false;
	}

	/** How far a frame is removed. */
	enum Progress {

		/** Its end has not arrived. */
		INCOMPLETE,

		/** It is removed up to its end. */
		ENDED,

		/** It is removed, and its end was lost: the next frame has begun. */
		LOST

	}

}
