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

	private final boolean endedByStream;

	/** The number of bytes that have been searched, until bytes are removed. */
	private int searched;

	/**
	 * Create a frame.
	 * @param start the byte before the message, or {@code null}
	 * @param end the sequence after the message
	 * @param searched the number of bytes of the message that contain no beginning of
	 * that sequence
	 * @param endedByStream whether the end of the stream ends the frame too
	 */
	EndedFrame(@Nullable StartByte start, byte[] end, int searched, boolean endedByStream) {
		this.start = start;
		this.end = end;
		this.searched = searched;
		this.endedByStream = endedByStream;
	}

	/**
	 * The same frame, if the end of the stream may end it.
	 */
	EndedFrame orByStream() {
		return new EndedFrame(this.start, this.end, this.searched, true);
	}

	@Override
	public int begin() {
		return (this.start != null) ? 1 : 0;
	}

	@Override
	public boolean discard(FrameBuffer in) throws FrameException {
		int from = this.searched;
		this.searched = 0;
		int found = in.indexOf(this.end, from);
		if (this.start != null) {
			this.start.refuse(in, from, (found < 0) ? in.size() : found);
		}
		if (found >= 0) {
			in.skip(found + this.end.length);
			return true;
		}
		int kept = Math.max(this.endedByStream ? 1 : 0, this.end.length - 1);
		in.skip(Math.max(0, in.size() - kept));
		return false;
	}

	@Override
	public boolean isEndedByStream() {
		return this.endedByStream;
	}

}
