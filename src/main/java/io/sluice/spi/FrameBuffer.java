package io.sluice.spi;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream that have arrived and belong to no message yet, as a
 * {@link Decoder} sees them. Indexes count from the first of them. Used by one thread.
 */
public interface FrameBuffer {

	/**
	 * The number of bytes that have arrived.
	 * @return bytes
	 */
	int size();

	/**
	 * A byte.
	 * @param index its index, from 0 to {@code size() - 1}
	 * @return the byte
	 */
	byte at(int index);

	/**
	 * Find a byte in a part of the buffer.
	 * @param wanted the byte
	 * @param from the first index of the search
	 * @param to the index after the last one, at most {@link #size()}
	 * @return its index, or -1
	 */
	int indexOf(byte wanted, int from, int to);

	/**
	 * Find a byte.
	 * @param wanted the byte
	 * @param from the first index of the search
	 * @return its index, or -1
	 */
	default int indexOf(byte wanted, int from) {
		return indexOf(wanted, from, size());
	}

	/**
	 * Find a sequence of bytes.
	 * @param wanted the sequence
	 * @param from the first index of the search
	 * @return the index of its first byte, or -1
	 */
	int indexOf(byte[] wanted, int from);

	/**
	 * Copy bytes. Waits while the gateway lacks the memory for them.
	 * @param from the index of the first byte
	 * @param to the index after the last byte
	 * @return a new array
	 */
	byte[] copy(int from, int to);

	/**
	 * Remove bytes from the front. If none are left, the next byte begins a new frame.
	 * @param count the number of bytes, at most {@link #size()}
	 */
	void skip(int count);

	/**
	 * Remove bytes from the front that can no longer become a message, for example
	 * because the next frame begins before the end of theirs. Each call counts as one
	 * {@code bad_frame}, and the client gets no answer.
	 * @param count the number of bytes, at most {@link #size()}
	 */
	void drop(int count);

	/**
	 * Record that the message that this call of the decoder returns is only the beginning
	 * of a larger one. It gets the header {@link io.sluice.SluiceHeaders#TRUNCATED}.
	 */
	void recordTruncation();

	/**
	 * The number of bytes that the last call of the decoder has scanned, so that no byte
	 * of a long frame is scanned twice.
	 * @return the value given to {@link #need(int, int)}, or 0 at the beginning of a
	 * frame and after {@link #skip(int)}
	 */
	int scanned();

	/**
	 * Ask for more bytes of the frame. The decoder is called again when they have
	 * arrived. With an empty buffer, this call records that a frame has begun
	 * nevertheless; a decoder that returns {@code null} without it waits for a frame to
	 * begin.
	 * @param total the number of bytes that are needed at least, counted from index 0;
	 * more than {@link #size()}, and at most {@link Framing#maxFrameSize()}
	 * @param scanned the number of bytes that need not be scanned again
	 * @return always {@code null}, for the decoder to return
	 */
	byte @Nullable [] need(int total, int scanned);

	/**
	 * Ask for the end of the stream, which ends the message. The deadline of the frame
	 * then counts from its latest byte instead of its first.
	 * @return always {@code null}, for the decoder to return
	 */
	default byte @Nullable [] needEnd() {
		return need(size() + 1, size());
	}

	/**
	 * Take the next bytes as the message. The decoder must return the result. If not all
	 * bytes have arrived, the rest is read straight into the array of the message, and
	 * the decoder is called again only for the next frame.
	 * @param count the number of bytes, at most {@link Framing#maxSize()}
	 * @return a new array, or {@code null} if bytes are missing
	 */
	byte @Nullable [] take(int count);

}
