package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import org.jspecify.annotations.Nullable;

/**
 * A large frame that ends in a sequence of bytes.
 */
final class EndedFrame implements LargeFrame {

	private final @Nullable StartByte start;

	private final byte[] end;

	/** The number of bytes that have been searched, until bytes are removed. */
	private int searched;

	/**
	 * Create a frame.
	 * @param start the byte before the message, or {@code null}
	 * @param end the sequence after the message
	 * @param searched the number of bytes of the message that contain no beginning of
	 * that sequence
	 */
	EndedFrame(@Nullable StartByte start, byte[] end, int searched) {
		this.start = start;
		this.end = end;
		this.searched = searched;
	}

	@Override
	public int begin() {
		return (this.start != null) ? 1 : 0;
	}

	@Override
	public Progress discard(FrameBuffer in) throws FrameException {
		int from = this.searched;
		int found = in.indexOf(this.end, from);
		if (this.start != null) {
			this.start.refuse(in, from, (found < 0) ? in.size() : found);
		}
		if (found >= 0) {
			in.skip(found + this.end.length);
			return Progress.ENDED;
		}
		// the end of the stream may end the frame, and needs a byte of it
		in.skip(Math.max(0, in.size() - Math.max(1, this.end.length - 1)));
		this.searched = Math.max(0, in.size() - this.end.length + 1);
		return Progress.INCOMPLETE;
	}

	@Override
	public boolean endWithStream(FrameBuffer in) {
		in.skip(in.size());
		return true;
	}

}
