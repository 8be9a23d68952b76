package io.sluice.fuzz;

import java.io.InputStream;

/**
 * A stream whose reads return one segment after another.
 */
final class Segments extends InputStream {

	private final byte[] bytes;

	/** The places between segments, in order, and the end. */
	private final int[] ends;

	private int segment;

	private int position;

	private Segments(byte[] bytes, int... ends) {
		this.bytes = bytes;
		this.ends = ends;
	}

	static Segments whole(byte[] bytes) {
		return new Segments(bytes, bytes.length);
	}

	static Segments bytewise(byte[] bytes) {
		int[] ends = new int[bytes.length];
		for (int i = 0; i < ends.length; i++) {
			ends[i] = i + 1;
		}
		return new Segments(bytes, ends);
	}

	/**
	 * Three segments, of which the first two may be empty.
	 * @param first a number that gives a place
	 * @param second another one
	 */
	static Segments cut(byte[] bytes, int first, int second) {
		int one = first % (bytes.length + 1);
		int other = second % (bytes.length + 1);
		return new Segments(bytes, Math.min(one, other), Math.max(one, other), bytes.length);
	}

	@Override
	public int read() {
		throw new AssertionError("one byte is read");
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		if (length == 0) {
			throw new AssertionError("no byte is read");
		}
		int available = available();
		if (available == 0) {
			return -1;
		}
		int count = Math.min(length, available);
		System.arraycopy(this.bytes, this.position, target, offset, count);
		this.position += count;
		return count;
	}

	@Override
	public int available() {
		while (this.segment < this.ends.length && this.ends[this.segment] <= this.position) {
			this.segment++;
		}
		return (this.segment < this.ends.length) ? this.ends[this.segment] - this.position : 0;
	}

}
