package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * How messages stand in a stream of bytes. Immutable and without state: one framing
 * serves all connections, and what is known about a half-read frame is in the
 * {@link FrameInput}.
 */
public sealed interface Framing permits AsciiLengthFraming, CrlfFraming, DelimiterFraming, FixedFraming, JsonFraming,
		LengthFraming, LineFraming, MllpFraming, NulFraming, OctetCountingFraming, RawFraming, StxEtxFraming {

	/**
	 * The largest message that is read or written.
	 * @return bytes, without delimiters and headers
	 */
	int maxSize();

	/**
	 * Read one message.
	 * @param in the connection's input
	 * @return an array of its own, or {@code null} at the end of the stream between
	 * frames
	 * @throws FrameException if what came is not a frame, or is larger than
	 * {@link #maxSize()}; nothing more can be read then
	 * @throws EOFException if the stream ends inside a frame
	 * @throws IOException if reading fails
	 */
	byte @Nullable [] read(FrameInput in) throws IOException;

	/**
	 * Why this framing cannot carry a message.
	 * @param message the message, without its framing
	 * @return a short phrase for a log line, or {@code null} when it can
	 */
	@Nullable String refusal(byte[] message);

	/**
	 * Write a message as one frame. To be called only where {@link #refusal(byte[])} is
	 * {@code null}. May write in several calls and does not flush.
	 * @param message the message, without its framing
	 * @param out where to
	 * @throws IOException if writing fails
	 */
	void write(byte[] message, OutputStream out) throws IOException;

}
