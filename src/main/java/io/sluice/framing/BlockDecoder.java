package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of a {@link BlockFraming}. It examines each byte once, so no
 * sequence of start and end bytes makes it slow.
 */
@RequiredArgsConstructor
final class BlockDecoder implements LargeFrames, Padded {

	/** The end byte of the frame has not arrived. */
	private static final int INCOMPLETE = -1;

	private final BlockFraming framing;

	/**
	 * Whether the current run of bytes between two frames has been counted. A run counts
	 * once, however many reads it takes.
	 */
	private boolean noiseCounted;

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		BlockMarks marks = this.framing.rules().marks();
		seek(in, marks);
		if (in.size() == 0) {
			return null;
		}
		if (this.noiseCounted) {
			// not written without need: threads share a decoder that does not resync
			this.noiseCounted = false;
		}
		if (in.at(0) != marks.start().value()) {
			return in.take(1);
		}
		int end = findEnd(in, marks);
		int start = startInTrailer(in, end, marks);
		while (start >= 0) {
			this.framing.rules().restart(in, start);
			end = findEnd(in, marks);
			start = startInTrailer(in, end, marks);
		}
		return (end == INCOMPLETE) ? null : cut(in, end, end + 1 + marks.trailer().size());
	}

	@Override
	public boolean isPadding(byte b) {
		return b == '\r' && this.framing.rules().marks().trailer() == BlockTrailer.OPTIONAL_CR;
	}

	/**
	 * Remove the bytes between two frames.
	 */
	private void seek(FrameBuffer in, BlockMarks marks) throws FrameException {
		int stray = 0;
		boolean noise = false;
		while (stray < in.size() && marks.isStray(in.at(stray))) {
			noise |= !isPadding(in.at(stray));
			if (noise && !this.framing.rules().resync()) {
				throw BadFrame.unexpected("a frame to begin with " + marks.start(), in.at(stray));
			}
			stray++;
		}
		if (noise && !this.noiseCounted) {
			this.noiseCounted = true;
			in.drop(stray);
		}
		else if (stray > 0) {
			in.skip(stray);
		}
	}

	private int findEnd(FrameBuffer in, BlockMarks marks) throws FrameException {
		int latest = latestEnd(marks);
		int index = Math.max(1, in.scanned());
		while (true) {
			index = marks.indexOfMark(in, index, Math.min(in.size(), latest + 1));
			if (index > latest) {
				throw MaxSize.tooLarge(this.framing.maxSize());
			}
			if (index == in.size() || (marks.trailer().decidesEnd() && index + 1 == in.size()
					&& in.at(index) != marks.start().value())) {
				in.need(in.size() + 1, index);
				return INCOMPLETE;
			}
			if (in.at(index) != marks.start().value()) {
				return index;
			}
			this.framing.rules().restart(in, index);
			index = 1;
		}
	}

	/**
	 * The index of the last byte that can end a block.
	 */
	private int latestEnd(BlockMarks marks) {
		return 1 + this.framing.maxSize() - marks.kept();
	}

	private static int startInTrailer(FrameBuffer in, int end, BlockMarks marks) {
		return (end == INCOMPLETE) ? -1 : marks.indexOfStartInTrailer(in, end + 1);
	}

	private byte @Nullable [] cut(FrameBuffer in, int end, int total) throws FrameException {
		if (in.size() < total) {
			return in.need(in.size() + 1, end);
		}
		this.framing.rules().verify(in, new BlockSum(), 1, end);
		byte[] message = in.copy(1, end + this.framing.rules().marks().kept());
		in.skip(total);
		return message;
	}

	/**
	 * The block whose end is later than {@link #latestEnd}: up to there, all is data.
	 */
	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new LargeBlock(this.framing.rules(), latestEnd(this.framing.rules().marks()));
	}

	@Override
	public byte[] rest(FrameBuffer in) throws FrameException {
		return LastMessage.take(in, 1, in.size(), this.framing.maxSize());
	}

}
