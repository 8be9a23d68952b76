package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * A frame whose message is too large, while it is being removed from the stream.
 */
interface LargeFrame {

	/**
	 * The number of bytes before the message.
	 */
	int begin();

	/**
	 * Remove what has arrived of the frame. Called first when the bytes before the
	 * message have been removed.
	 * @param in the buffer
	 * @return whether the frame is removed up to its end
	 * @throws FrameException if the end cannot be found any more
	 */
	boolean discard(FrameBuffer in) throws FrameException;

	/**
	 * Whether the end of the stream ends the frame too. {@link #discard} then leaves a
	 * byte of it.
	 */
	default boolean isEndedByStream() {
		return false;
	}

}
