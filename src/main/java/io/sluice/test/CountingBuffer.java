package io.sluice.test;

import java.util.Arrays;
import java.util.Objects;

import io.sluice.spi.FrameBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a test feeds to a decoder. It counts which of them the decoder looks at.
 */
final class CountingBuffer implements FrameBuffer {

	private byte[] bytes = {};

	/** How often each byte of the stream was looked at. */
	private int[] looks = {};

	private int start;

	private int end;

	private int scanned;

	private int needed;

	private int taken;

	private boolean lost;

	void add(byte[] source, int from, int to) {
		int count = to - from;
		if (this.end + count > this.bytes.length) {
			int length = Math.max(2 * this.bytes.length, this.end + count);
			this.bytes = Arrays.copyOf(this.bytes, length);
			this.looks = Arrays.copyOf(this.looks, length);
		}
		System.arraycopy(source, from, this.bytes, this.end, count);
		this.end += count;
	}

	@Override
	public int size() {
		return this.end - this.start;
	}

	@Override
	public byte at(int index) {
		int place = this.start + Objects.checkIndex(index, size());
		this.looks[place]++;
		return this.bytes[place];
	}

	@Override
	public int indexOf(byte wanted, int from, int to) {
		Objects.checkFromToIndex(from, to, size());
		for (int i = from; i < to; i++) {
			if (at(i) == wanted) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public int indexOf(byte[] wanted, int from) {
		Objects.checkFromToIndex(from, size(), size());
		int last = size() - wanted.length;
		for (int i = from; i <= last; i++) {
			int place = this.start + i;
			if (Arrays.equals(this.bytes, place, place + wanted.length, wanted, 0, wanted.length)) {
				return i;
			}
			this.looks[place]++;
		}
		return -1;
	}

	@Override
	public byte[] copy(int from, int to) {
		Objects.checkFromToIndex(from, to, size());
		for (int i = from; i < to; i++) {
			this.looks[this.start + i]++;
		}
		return Arrays.copyOfRange(this.bytes, this.start + from, this.start + to);
	}

	@Override
	public void skip(int count) {
		Objects.checkFromToIndex(0, count, size());
		this.scanned = 0;
		this.start += count;
	}

	@Override
	public void drop(int count) {
		skip(count);
		this.lost = true;
	}

	@Override
	public void recordTruncation() {
		this.lost = true;
	}

	@Override
	public int scanned() {
		return this.scanned;
	}

	@Override
	public byte @Nullable [] need(int total, int newScanned) {
		Objects.checkFromToIndex(0, newScanned, size());
		this.needed = total;
		this.scanned = newScanned;
		return null;
	}

	@Override
	public byte @Nullable [] take(int count) {
		if (count > size()) {
			this.taken = count;
			return null;
		}
		byte[] message = copy(0, count);
		skip(count);
		return message;
	}

	/**
	 * Forget what the decoder has asked for. A message that it has taken stays taken
	 * until it is complete.
	 */
	void clearDemand() {
		this.needed = 0;
	}

	/**
	 * Complete the message that the decoder has taken.
	 */
	byte[] completeTaken() {
		int count = this.taken;
		this.taken = 0;
		return Objects.requireNonNull(take(count));
	}

	/**
	 * The number of bytes that the decoder waits for, from the first one on, or 0.
	 */
	int demand() {
		return Math.max(this.needed, this.taken);
	}

	/**
	 * The length of the message that the decoder has taken and that is not complete, or
	 * 0.
	 */
	int taken() {
		return this.taken;
	}

	/**
	 * Whether the decoder has said that bytes of a message are lost.
	 */
	boolean isLost() {
		return this.lost;
	}

	/**
	 * The bytes that belong to no message yet.
	 */
	byte[] rest() {
		return Arrays.copyOfRange(this.bytes, this.start, this.end);
	}

	/**
	 * How often the decoder has looked at bytes, all together.
	 */
	long looks() {
		return Arrays.stream(this.looks).asLongStream().sum();
	}

	/**
	 * The index in the stream of the byte that was looked at most often.
	 */
	int mostLooked() {
		int most = 0;
		for (int i = 1; i < this.end; i++) {
			most = (this.looks[i] > this.looks[most]) ? i : most;
		}
		return most;
	}

	/**
	 * How often a byte was looked at.
	 */
	int looks(int index) {
		return this.looks[index];
	}

}
