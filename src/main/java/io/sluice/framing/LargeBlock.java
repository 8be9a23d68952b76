package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * A large block. Its trailer is verified like that of any other block, because a wrong
 * one shows that the block has not arrived as it was sent.
 */
final class LargeBlock implements LargeFrame {

	private final BlockRules rules;

	private final BlockMarks marks;

	/** The checksum of what is removed. */
	private final BlockSum sum = new BlockSum();

	/**
	 * The number of bytes that have been searched, and that are neither a start nor an
	 * end.
	 */
	private int searched;

	LargeBlock(BlockRules rules, int searched) {
		this.rules = rules;
		this.marks = rules.marks();
		this.searched = searched;
	}

	@Override
	public int begin() {
		return 1;
	}

	@Override
	public Progress discard(FrameBuffer in) throws FrameException {
		int index = this.marks.indexOfMark(in, this.searched, in.size());
		if (index == in.size()) {
			// the end of the stream may end the block, and needs a byte of it
			remove(in, index - 1);
			this.searched = 1;
			return Progress.INCOMPLETE;
		}
		int next = (in.at(index) == this.marks.start().value()) ? index
				: this.marks.indexOfStartInTrailer(in, index + 1);
		if (next >= 0) {
			this.rules.restart(in, next);
			return Progress.LOST;
		}
		int total = index + 1 + this.marks.trailer().size();
		if (in.size() < total) {
			remove(in, index);
			this.searched = 0;
			return Progress.INCOMPLETE;
		}
		this.rules.verify(in, this.sum, 0, index);
		in.skip(total);
		return Progress.ENDED;
	}

	private void remove(FrameBuffer in, int count) {
		this.sum.add(in, 0, count);
		in.skip(count);
	}

	@Override
	public boolean endWithStream(FrameBuffer in) {
		in.skip(in.size());
		return true;
	}

}
