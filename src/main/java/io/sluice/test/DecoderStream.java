package io.sluice.test;

import java.util.ArrayList;
import java.util.List;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one stream of bytes to a decoder as the gateway does. A decoder that breaks its
 * contract fails the test.
 */
final class DecoderStream {

	private final Framing framing;

	private final Decoder decoder;

	private final CountingBuffer buffer = new CountingBuffer();

	private final List<byte[]> messages = new ArrayList<>();

	private final List<FrameException> rejections = new ArrayList<>();

	/** The number of bytes that have arrived. */
	private long arrived;

	DecoderStream(Framing framing) {
		this.framing = framing;
		this.decoder = framing.decoder();
	}

	/**
	 * Feed bytes in segments to a new decoder.
	 * @param cuts the places between segments, in order
	 */
	static DecoderStream of(Framing framing, byte[] bytes, int... cuts) {
		DecoderStream stream = new DecoderStream(framing);
		int from = 0;
		for (int cut : cuts) {
			stream.feed(bytes, from, cut);
			from = cut;
		}
		stream.feed(bytes, from, bytes.length);
		return stream;
	}

	/**
	 * Feed bytes one by one to a new decoder.
	 */
	static DecoderStream trickle(Framing framing, byte[] bytes) {
		DecoderStream stream = new DecoderStream(framing);
		for (int i = 0; i < bytes.length; i++) {
			stream.feed(bytes, i, i + 1);
		}
		return stream;
	}

	/**
	 * Let a segment arrive. After a rejected frame, nothing more is read.
	 */
	void feed(byte[] bytes, int from, int to) {
		if (isRejected() || from == to) {
			return;
		}
		this.buffer.add(bytes, from, to);
		this.arrived += to - from;
		boolean progress = true;
		while (progress && this.buffer.size() > 0 && this.buffer.size() >= this.buffer.demand()) {
			progress = step(false);
			if (!progress && !isRejected()) {
				checkDemand();
			}
		}
	}

	/**
	 * Call the decoder.
	 * @return whether a frame has ended, and the next one can be read
	 */
	private boolean step(boolean atEnd) {
		int before = this.buffer.size();
		int rejected = this.rejections.size();
		byte[] message = (this.buffer.taken() > 0) ? this.buffer.completeTaken() : call(atEnd);
		boolean ended = !isRejected() && (message != null || this.rejections.size() > rejected);
		if (ended) {
			checkProgress(before);
		}
		if (message != null) {
			checkLength(message.length);
			this.messages.add(message);
		}
		return ended;
	}

	private byte @Nullable [] call(boolean atEnd) {
		this.buffer.clearDemand();
		try {
			return atEnd ? this.decoder.end(this.buffer) : this.decoder.decode(this.buffer);
		}
		catch (FrameException ex) {
			this.rejections.add(ex);
			return null;
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			throw new AssertionError("byte %d: the decoder fails, which would close the connection as a defect: %s"
				.formatted(this.arrived, ex), ex);
		}
	}

	/**
	 * End the stream.
	 * @return whether it has ended inside a frame
	 */
	boolean end() {
		if (isRejected()) {
			return false;
		}
		boolean inside = this.buffer.demand() > 0;
		while (this.buffer.taken() == 0 && step(true)) {
			inside = false;
		}
		return !isRejected() && (inside || this.buffer.size() > 0);
	}

	private void checkProgress(int before) {
		if (this.buffer.size() >= before) {
			throw new AssertionError(
					"byte %d: the decoder has ended a frame and removed no byte of it".formatted(this.arrived));
		}
	}

	private void checkLength(int length) {
		if (length > this.framing.maxSize()) {
			throw new AssertionError("byte %d: the decoder returns a message of %d bytes, and maxSize() is %d"
				.formatted(this.arrived, length, this.framing.maxSize()));
		}
	}

	private void checkDemand() {
		int demand = this.buffer.demand();
		int size = this.buffer.size();
		if (demand != 0 && demand <= size) {
			throw new AssertionError("byte %d: the decoder asks for %d bytes, of which %d are there"
				.formatted(this.arrived, demand, size));
		}
		int total = Math.max(demand, size + 1);
		if (total > this.framing.maxFrameSize()) {
			throw new AssertionError(
					"byte %d: the decoder asks for a frame of %d bytes, more than its maxFrameSize() of %d"
						.formatted(this.arrived, total, this.framing.maxFrameSize()));
		}
		checkLength(this.buffer.taken());
	}

	/**
	 * Whether a frame was rejected and no further one is read.
	 */
	boolean isRejected() {
		return !this.rejections.isEmpty() && !this.rejections.getLast().isResumable();
	}

	/**
	 * The frames that were rejected.
	 */
	List<FrameException> rejections() {
		return this.rejections;
	}

	/**
	 * The messages so far.
	 */
	List<byte[]> messages() {
		return this.messages;
	}

	/**
	 * Require messages, and no rejected frame.
	 */
	DecoderStream require(List<byte[]> expected) {
		if (!this.rejections.isEmpty()) {
			FrameException first = this.rejections.getFirst();
			throw new AssertionError("byte %d: the frame is rejected: %s".formatted(this.arrived, first.getMessage()),
					first);
		}
		Messages.require(expected, this.messages);
		return this;
	}

	CountingBuffer buffer() {
		return this.buffer;
	}

}
