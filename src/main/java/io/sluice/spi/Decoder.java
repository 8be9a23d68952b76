package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one stream into messages, as a function of the bytes that have
 * arrived. It does not read: its caller reads when it returns {@code null}, and calls it
 * again when there are more bytes. Used by one thread at a time.
 * <p>
 * A decoder without state serves all streams. One with state must change it only in step
 * with the buffer: for bytes that it removes, or that it reports as scanned.
 */
@FunctionalInterface
public interface Decoder {

	/**
	 * Take the next message out of the buffer.
	 * @param in at least one byte, from the beginning of a frame on or from where the
	 * last call left it
	 * @return a new array of at most {@link Framing#maxSize()} bytes, or {@code null} if
	 * the frame is incomplete, as returned by {@link FrameBuffer#need(int, int)} or
	 * {@link FrameBuffer#take(int)}
	 * @throws FrameException if the bytes are not a frame, or the message is too large.
	 * Unless it is {@linkplain FrameException#isResumable() resumable}, nothing more is
	 * read
	 */
	byte @Nullable [] decode(FrameBuffer in) throws FrameException;

	/**
	 * The framing in which messages are written to the stream, if the bytes of the stream
	 * choose it. Called by any thread.
	 * @return a framing, even before the choice; or always {@code null} if all streams
	 * are written in the same framing
	 */
	default @Nullable Framing framing() {
		return null;
	}

	/**
	 * Take the last message, which ends with the stream. Called at the end of the stream
	 * until it returns {@code null}.
	 * @param in the bytes that are left, possibly none
	 * @return a new array of at most {@link Framing#maxSize()} bytes, or {@code null} if
	 * there is no message. If any bytes are left then, the stream has ended inside a
	 * frame
	 * @throws FrameException if the bytes are not a frame
	 */
	default byte @Nullable [] end(FrameBuffer in) throws FrameException {
		return null;
	}

}
