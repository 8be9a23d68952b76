package io.sluice.fuzz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.framing.Readiness;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;

/**
 * What a connection reads from a stream, up to its end or to the frame after which it
 * cannot go on.
 *
 * @param framing the framing of what is written to the stream
 * @param events the messages, the rejected frames and the end
 */
record StreamReading(Framing framing, List<Event> events) {

	/** What happened to a message. */
	enum Kind {

		MESSAGE, TRUNCATED, REJECTED, END, CUT_OFF

	}

	/**
	 * Read a stream as a connection does.
	 * @throws IOException if the framing fails, which would be a defect
	 */
	static StreamReading of(Framing framing, InputStream stream) throws IOException {
		List<Event> events = new ArrayList<>();
		Drops drops = new Drops();
		FrameInput input = new FrameInput(stream, drops);
		FrameReader reader = new FrameReader(framing, input);
		try {
			while (read(reader, input, events, drops, framing.maxSize())) {
				input.trimAfterFrame();
			}
		}
		finally {
			input.close();
		}
		return new StreamReading(reader.framing(), events);
	}

	private static boolean read(FrameReader reader, FrameInput input, List<Event> events, Drops drops, int maxSize)
			throws IOException {
		try {
			byte[] message = reader.read();
			boolean truncated = input.takeTruncation();
			if (message == null) {
				events.add(new Event(Kind.END, "", ByteBuffer.allocate(0), drops.count));
				return false;
			}
			if (message.length > maxSize) {
				throw new AssertionError("a message of %d bytes exceeds %d".formatted(message.length, maxSize));
			}
			events.add(new Event(truncated ? Kind.TRUNCATED : Kind.MESSAGE, "", ByteBuffer.wrap(message), drops.count));
			return true;
		}
		catch (FrameException ex) {
			byte[] answer = ex.answer();
			events.add(new Event(Kind.REJECTED, ex.code() + ": " + ex.getMessage(),
					ByteBuffer.wrap((answer != null) ? answer : new byte[0]), drops.count));
			return ex.isResumable();
		}
		catch (EOFException ex) {
			events.add(new Event(Kind.CUT_OFF, "", ByteBuffer.allocate(0), drops.count));
			return false;
		}
	}

	/**
	 * The messages, whole or truncated.
	 */
	List<ByteBuffer> messages() {
		List<ByteBuffer> messages = new ArrayList<>();
		for (Event event : this.events) {
			if (event.kind == Kind.MESSAGE || event.kind == Kind.TRUNCATED) {
				messages.add(event.bytes);
			}
		}
		return messages;
	}

	/**
	 * The bytes of all messages, one after another.
	 */
	ByteBuffer joined() {
		List<ByteBuffer> messages = messages();
		ByteBuffer joined = ByteBuffer.allocate(messages.stream().mapToInt(ByteBuffer::remaining).sum());
		messages.forEach((message) -> joined.put(message.duplicate()));
		return joined.flip();
	}

	static byte[] copy(ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(bytes.position(), copy);
		return copy;
	}

	@Override
	public String toString() {
		return this.events.toString();
	}

	/**
	 * What a reader has met.
	 *
	 * @param kind what it is
	 * @param reason why a frame was rejected
	 * @param bytes the message, or the answer to a rejected frame
	 * @param drops how often bytes have been dropped so far
	 */
	record Event(Kind kind, String reason, ByteBuffer bytes, int drops) {

		@Override
		public String toString() {
			return "%s%s 0x%s after %d drops".formatted(this.kind, this.reason.isEmpty() ? "" : " " + this.reason,
					HexFormat.of().formatHex(copy(this.bytes)), this.drops);
		}

	}

	/** Counts what is dropped. */
	private static final class Drops implements Readiness {

		private int count;

		@Override
		public boolean await(boolean insideFrame) {
			return true;
		}

		@Override
		public void recordDrop() {
			this.count++;
		}

	}

}
