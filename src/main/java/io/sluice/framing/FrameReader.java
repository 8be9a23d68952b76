package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one stream: it reads as often as the decoder requires, and holds
 * the decoder to its limits. Used by one thread.
 */
public final class FrameReader {

	private final Framing framing;

	private final Decoder decoder;

	/** The input as a stream for a deserializer, or {@code null} if there is none. */
	private final @Nullable FrameStream stream;

	private final FrameInput input;

	/** Kept, because some framings compute it from others. */
	private final int largestMessage;

	/** Kept, because some framings compute it from others. */
	private final int largestFrame;

	/**
	 * Create a reader.
	 * @param framing how messages are framed
	 * @param input the input of the stream
	 */
	public FrameReader(Framing framing, FrameInput input) {
		this.framing = framing;
		this.decoder = decoder(framing);
		this.stream = (framing instanceof SerializerFraming) ? new FrameStream(input) : null;
		this.input = input;
		this.largestMessage = framing.maxSize();
		this.largestFrame = framing.maxFrameSize();
	}

	/**
	 * The decoder of a framing. If there is none, the connection fails when it reads, as
	 * with any other defect of its framing.
	 */
	private static Decoder decoder(Framing framing) {
		try {
			return framing.decoder();
		}
		catch (RuntimeException ex) {
			return (in) -> {
				throw ex;
			};
		}
	}

	/**
	 * {@return the framing of what is written to the same stream} Any thread.
	 */
	public Framing framing() {
		Framing chosen = this.decoder.framing();
		return (chosen != null) ? chosen : this.framing;
	}

	/**
	 * {@return whether all streams of the framing are written alike} Any thread.
	 */
	public boolean isFramingShared() {
		return this.decoder.framing() == null;
	}

	/**
	 * {@return whether a wait for input may end with an exception between two messages,
	 * and the next message be read later} Any thread.
	 */
	public boolean mayLeaveWait() {
		// a deserializer reads in its own way
		return this.stream == null;
	}

	/**
	 * Read one message.
	 * @return a new array, or {@code null} at the end of the stream between frames
	 * @throws FrameException if the bytes are not a frame, or the message is too large.
	 * The next message can be read only if it is {@linkplain FrameException#isResumable()
	 * resumable}
	 * @throws EOFException if the stream ends inside a frame
	 * @throws BrokenFramingException if the decoder fails, asks for more bytes or returns
	 * a larger message than its framing allows, or makes no progress
	 * @throws IOException if reading fails
	 */
	public byte @Nullable [] read() throws IOException {
		if (this.stream != null) {
			return ((SerializerFraming) this.framing).read(this.stream);
		}
		this.input.clearTruncation();
		byte[] message = (this.input.size() > 0) ? decode() : null;
		while (message == null) {
			if (this.input.taken() > 0) {
				message = this.input.readTaken();
			}
			else if (!this.input.fill(this.largestFrame)) {
				return end();
			}
			else if (this.input.size() >= Math.max(1, this.input.needed())) {
				message = decode();
			}
		}
		return message;
	}

	private byte @Nullable [] decode() throws IOException {
		int size = this.input.size();
		this.input.clearDemand();
		byte[] message = call(false);
		if (message == null) {
			checkDemand();
		}
		else {
			checkMessage(message, size);
		}
		return message;
	}

	/**
	 * The last message of a stream that has ended.
	 */
	private byte @Nullable [] end() throws IOException {
		int size = this.input.size();
		byte[] message = this.input.isCutShort() ? null : lastCall();
		if (message != null) {
			checkMessage(message, size);
		}
		else if (!this.input.isEmpty()) {
			throw FrameInput.endInside();
		}
		return message;
	}

	private byte @Nullable [] lastCall() throws IOException {
		try {
			return call(true);
		}
		catch (FrameException ex) {
			// the rejected frame was removed, so it waits for no more bytes
			this.input.clearDemand();
			throw ex;
		}
	}

	private byte @Nullable [] call(boolean atEnd) throws IOException {
		int before = this.input.size();
		try {
			return atEnd ? this.decoder.end(this.input) : this.decoder.decode(this.input);
		}
		catch (FrameException ex) {
			if (ex.isResumable() && this.input.size() >= before) {
				throw new BrokenFramingException(this.framing, "rejected a frame without removing a byte");
			}
			throw ex;
		}
		catch (BrokenWaitException ex) {
			throw ex.failure();
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			throw new BrokenFramingException(this.framing, ex);
		}
	}

	private void checkMessage(byte[] message, int before) {
		if (this.input.size() >= before) {
			throw new BrokenFramingException(this.framing, "returned a message without removing a byte");
		}
		checkLength(message.length);
		this.input.clearDemand();
	}

	private void checkLength(int length) {
		if (length > this.largestMessage) {
			throw new BrokenFramingException(this.framing,
					"returned a message of %d bytes, more than its maxSize() of %d, instead of rejecting it as FRAME_TOO_LARGE"
						.formatted(length, this.largestMessage));
		}
	}

	private void checkDemand() {
		int size = this.input.size();
		int needed = Math.max(this.input.needed(), this.input.taken());
		if (needed != 0 && needed <= size) {
			throw new BrokenFramingException(this.framing,
					"asked for %d bytes, although %d have arrived".formatted(needed, size));
		}
		int total = Math.max(needed, size + 1);
		if (total > this.largestFrame) {
			throw new BrokenFramingException(this.framing,
					"asked for %d bytes, more than its largest frame of %d".formatted(total, this.largestFrame));
		}
		checkLength(this.input.taken());
	}

}
