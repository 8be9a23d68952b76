package io.sluice.framing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * How messages are framed in a stream of bytes. Immutable and stateless: one framing
 * serves all connections. The state of a half-read frame is in the {@link FrameInput}.
 */
public sealed interface Framing permits AsciiLengthFraming, DelimitedFraming, FixedFraming, JsonFraming, LengthFraming,
		LineFraming, OctetCountingFraming, RawFraming {

	/**
	 * The largest message.
	 * @return bytes, without delimiters and headers
	 */
	int maxSize();

	/**
	 * Read one message.
	 * @param in the connection's input
	 * @return a new array, or {@code null} at the end of the stream between frames
	 * @throws FrameException if the bytes are not a frame, or the message is larger than
	 * {@link #maxSize()}; the input cannot be read further
	 * @throws EOFException if the stream ends inside a frame
	 * @throws IOException if reading fails
	 */
	byte @Nullable [] read(FrameInput in) throws IOException;

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
