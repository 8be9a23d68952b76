package io.sluice.framing;

import io.sluice.spi.FrameBuffer;

/**
 * A large frame of known size.
 */
final class SizedFrame implements LargeFrame {

	private final int begin;

	private long left;

	/**
	 * Create a frame.
	 * @param begin the number of bytes before the message
	 * @param size the number of bytes from the message on
	 */
	SizedFrame(int begin, long size) {
		this.begin = begin;
		this.left = size;
	}

	@Override
	public int begin() {
		return this.begin;
	}

	@Override
	public Progress discard(FrameBuffer in) {
		int count = (int) Math.min(this.left, in.size());
		in.skip(count);
		this.left -= count;
		return (this.left == 0) ? Progress.ENDED : Progress.INCOMPLETE;
	}

}
