package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into blocks. It looks at each byte once, so that no order of start and
 * end bytes makes it slow.
 */
@RequiredArgsConstructor
final class BlockDecoder implements Decoder {

	/** The end byte of the block has not arrived. */
	private static final int INCOMPLETE = -1;

	private final BlockFraming framing;

	/**
	 * Whether the stream is among bytes that are no block, which count once and not for
	 * each read.
	 */
	private boolean lost;

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		BlockMarks marks = this.framing.marks();
		seek(in, marks);
		if (in.size() == 0) {
			return null;
		}
		if (this.lost) {
			this.lost = false;
		}
		if (in.at(0) != marks.start().value()) {
			return in.take(1);
		}
		int end = findEnd(in, marks);
		while (end != INCOMPLETE && dropsAtStart(in, end + 1, marks)) {
			end = findEnd(in, marks);
		}
		return (end == INCOMPLETE) ? null : cut(in, end, end + 1 + marks.trailer().size());
	}

	/**
	 * Remove what is between two blocks.
	 */
	private void seek(FrameBuffer in, BlockMarks marks) throws FrameException {
		int stray = 0;
		boolean noise = false;
		while (stray < in.size() && marks.isStray(in.at(stray))) {
			noise |= marks.trailer() != BlockTrailer.OPTIONAL_CR || in.at(stray) != '\r';
			if (noise && !this.framing.resyncs()) {
				throw BadFrame.unexpected("a frame to begin with " + marks.start(), in.at(stray));
			}
			stray++;
		}
		if (noise && !this.lost) {
			this.lost = true;
			in.drop(stray);
		}
		else if (stray > 0) {
			in.skip(stray);
		}
	}

	private int findEnd(FrameBuffer in, BlockMarks marks) throws FrameException {
		int latest = 1 + this.framing.maxSize() - marks.kept();
		int index = Math.max(1, in.scanned());
		while (index < in.size()) {
			byte b = in.at(index);
			if (marks.ends().contains(b) && marks.trailer().decidesEnd() && index + 1 == in.size()) {
				in.need(in.size() + 1, index);
				return INCOMPLETE;
			}
			if (marks.ends().contains(b) && (!marks.trailer().decidesEnd() || in.at(index + 1) == '\r')) {
				return index;
			}
			if (b == marks.start().value()) {
				restart(in, index, marks);
				index = 0;
			}
			else if (index >= latest) {
				throw MaxSize.tooLarge(this.framing.maxSize());
			}
			index++;
		}
		in.need(in.size() + 1, in.size());
		return INCOMPLETE;
	}

	/**
	 * Begin with the block whose start byte is inside another one.
	 */
	private void restart(FrameBuffer in, int index, BlockMarks marks) throws FrameException {
		if (!this.framing.resyncs()) {
			marks.start().refuse(in, index, index + 1);
		}
		in.drop(index);
	}

	/**
	 * Begin with the block whose start byte is in the trailer of another one, where it
	 * cannot be a checksum.
	 */
	private boolean dropsAtStart(FrameBuffer in, int from, BlockMarks marks) throws FrameException {
		if (marks.trailer() != BlockTrailer.CHECKSUM_HEX) {
			return false;
		}
		int start = in.indexOf(marks.start().value(), from, Math.min(from + marks.trailer().size(), in.size()));
		if (start >= 0) {
			restart(in, start, marks);
		}
		return start >= 0;
	}

	private byte @Nullable [] cut(FrameBuffer in, int end, int total) throws FrameException {
		if (in.size() < total) {
			return in.need(in.size() + 1, end);
		}
		BlockMarks marks = this.framing.marks();
		String mistake = marks.trailer().mistake(in, end);
		if (mistake != null) {
			// the start of the next block may stand where the checksum is missing
			boolean next = this.framing.resyncs() && in.at(total - 1) == marks.start().value();
			in.skip(next ? total - 1 : total);
			throw this.framing.wrongTrailer(mistake);
		}
		byte[] message = in.copy(1, end + marks.kept());
		in.skip(total);
		return message;
	}

}
