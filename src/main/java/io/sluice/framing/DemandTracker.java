package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that a decoder passes to the decoder that it wraps, to learn whether a frame
 * has begun.
 */
final class DemandTracker implements FrameBuffer {

	private FrameBuffer in;

	/** Whether the wrapped decoder has asked for more bytes of its frame. */
	private boolean needs;

	/**
	 * Whether the wrapped decoder has taken the rest of its frame, so that its next call
	 * is about the next frame.
	 */
	private boolean taken;

	DemandTracker(FrameBuffer in) {
		this.in = in;
	}

	/**
	 * Begin a call of the wrapped decoder.
	 * @param current the buffer
	 */
	FrameBuffer track(FrameBuffer current) {
		this.in = current;
		this.needs = false;
		this.taken = false;
		return this;
	}

	/**
	 * Whether the next call of the wrapped decoder, which has returned no message, is
	 * about the same frame.
	 */
	boolean isInsideFrame() {
		return !this.taken && (this.needs || this.in.size() > 0);
	}

	@Override
	public int size() {
		return this.in.size();
	}

	@Override
	public byte at(int index) {
		return this.in.at(index);
	}

	@Override
	public int indexOf(byte wanted, int from, int to) {
		return this.in.indexOf(wanted, from, to);
	}

	@Override
	public int indexOf(byte[] wanted, int from) {
		return this.in.indexOf(wanted, from);
	}

	@Override
	public byte[] copy(int from, int to) {
		return this.in.copy(from, to);
	}

	@Override
	public void skip(int count) {
		this.in.skip(count);
	}

	@Override
	public void drop(int count) {
		this.in.drop(count);
	}

	@Override
	public void recordTruncation() {
		this.in.recordTruncation();
	}

	@Override
	public int scanned() {
		return this.in.scanned();
	}

	@Override
	public byte @Nullable [] need(int total, int scanned) {
		this.needs = true;
		return this.in.need(total, scanned);
	}

	@Override
	public byte @Nullable [] needEnd() {
		this.needs = true;
		return this.in.needEnd();
	}

	@Override
	public byte @Nullable [] take(int count) {
		byte[] message = this.in.take(count);
		this.taken = message == null;
		return message;
	}

}
