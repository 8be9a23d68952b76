package io.sluice.spi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * How messages are framed in a stream of bytes. One framing serves all connections of a
 * listener, a client or an upstream, and many threads use it. The state of one stream is
 * in its {@link Decoder}.
 */
public interface Framing {

	/** The default number of bytes that a frame may have in addition to its message. */
	int FRAME_OVERHEAD = 4096;

	/**
	 * The largest message. If a decoder returns a larger one, it is broken, and its
	 * connection is closed as {@code server_error}. For messages that a decoder makes
	 * larger than their frames, for example because they are compressed, it is their size
	 * behind the decoder.
	 * @return bytes, without delimiters and headers
	 */
	int maxSize();

	/**
	 * The largest frame. If a decoder asks for more bytes, it is broken, and its
	 * connection is closed as {@code server_error}.
	 * @return bytes, with delimiters and headers
	 */
	default int maxFrameSize() {
		return Math.min(maxSize(), Integer.MAX_VALUE - FRAME_OVERHEAD) + FRAME_OVERHEAD;
	}

	/**
	 * The decoder of one stream. Called once for each connection.
	 * @return a decoder that all streams share if it has no state, and otherwise a new
	 * one
	 */
	Decoder decoder();

	/**
	 * The reason why this framing cannot carry a message.
	 * @param message the message, without its framing
	 * @return a short phrase for a log line, or {@code null} if it can
	 */
	@Nullable String refusal(byte[] message);

	/**
	 * Write a message as one frame. The caller has checked that {@link #refusal(byte[])}
	 * is {@code null}. May write in several calls and does not flush.
	 * @param message the message, without its framing
	 * @param out the output
	 * @throws IOException if writing fails
	 */
	void write(byte[] message, OutputStream out) throws IOException;

	/**
	 * Make a reply from a text of the gateway itself, such as an error reply. If messages
	 * begin with a part of their header, the framing puts that of the request in front.
	 * @param text the text
	 * @param request the request as it was read, or {@code null} if there is none
	 * @return the message for {@link #refusal(byte[])} and
	 * {@link #write(byte[], OutputStream)}
	 */
	default byte[] toReply(byte[] text, byte @Nullable [] request) {
		return text;
	}

	/**
	 * The frame of a message. The caller has checked that {@link #refusal(byte[])} is
	 * {@code null}.
	 * @param message the message, without its framing
	 * @return the bytes of the frame
	 */
	default byte[] frame(byte[] message) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 16);
		try {
			write(message, frame);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return frame.toByteArray();
	}

}
