package io.sluice.framing;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of blocks that are broken.
 *
 * @param marks the bytes that mark a block
 * @param resync whether bytes that are no block are dropped up to the next start byte
 * @param nak the answer to a block with a wrong trailer, or {@code null} for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BlockRules(BlockMarks marks, boolean resync, byte @Nullable [] nak) {

	/**
	 * Begin with the block whose start byte is inside another one.
	 * @param in the other block
	 * @param index the index of the start byte
	 * @throws FrameException if blocks are not resynchronized
	 */
	void restart(FrameBuffer in, int index) throws FrameException {
		if (!this.resync) {
			this.marks.start().refuse(in, index, index + 1);
		}
		in.drop(index);
	}

	/**
	 * Verify the trailer of a block.
	 * @param in the block with its trailer
	 * @param sum the sum of the bytes that have been removed
	 * @param from the index of the first byte that it lacks
	 * @param end the index of the end byte
	 * @throws FrameException if the trailer is wrong. The block has then been removed
	 */
	void verify(FrameBuffer in, BlockSum sum, int from, int end) throws FrameException {
		String mistake = this.marks.trailer().mistake(in, sum, from, end);
		if (mistake != null) {
			int total = end + 1 + this.marks.trailer().size();
			// the start of the next block may stand where the checksum is missing
			boolean next = this.resync && in.at(total - 1) == this.marks.start().value();
			in.skip(next ? total - 1 : total);
			throw wrongTrailer(mistake);
		}
	}

	private FrameException wrongTrailer(String mistake) {
		if (this.nak != null) {
			return FrameException.answered(mistake, this.nak);
		}
		return this.resync ? FrameException.resumable(ErrorCode.BAD_FRAME, mistake)
				: new FrameException(ErrorCode.BAD_FRAME, mistake);
	}

}
