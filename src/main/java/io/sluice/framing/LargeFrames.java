package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that can find the end of a frame whose message is too large.
 */
interface LargeFrames extends Decoder {

	/**
	 * The frame that {@link #decode} has rejected as too large. No byte of it has been
	 * removed.
	 * @param in the buffer
	 * @return the frame, or {@code null} if more bytes must arrive before its end is
	 * known
	 * @throws FrameException if its end cannot be found
	 */
	@Nullable LargeFrame largeFrame(FrameBuffer in) throws FrameException;

	/**
	 * Take the message that the end of the stream ends.
	 * @param in the bytes after the last frame, at least one
	 * @return a new array, or {@code null} if they are no message without their end
	 * @throws FrameException if they are no message, or one that is too large
	 */
	default byte @Nullable [] rest(FrameBuffer in) throws FrameException {
		return null;
	}

	/**
	 * Whether the end of the stream ends a frame.
	 * @return {@code false} unless overridden
	 */
	default boolean isEndedByStream() {
		return false;
	}

}
