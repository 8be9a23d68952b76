package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;

/**
 * A large line with a checksum, which is verified like that of any other line.
 */
final class LargeChecksumLine implements LargeFrame {

	private static final byte LF = '\n';

	/** Two checksums, of which the first one is a mistake, and a CR. */
	private static final int KEPT = 2 * NmeaChecksum.LENGTH + 1;

	/** The checksum of what is removed. */
	private final NmeaSum sum = new NmeaSum();

	/** The number of bytes that have been searched. */
	private int searched;

	LargeChecksumLine(int searched) {
		this.searched = searched;
	}

	@Override
	public int begin() {
		return 0;
	}

	@Override
	public Progress discard(FrameBuffer in) throws FrameException {
		int found = in.indexOf(LF, this.searched);
		if (found >= 0) {
			end(in, found, found + 1);
			return Progress.ENDED;
		}
		int count = Math.max(0, in.size() - KEPT);
		this.sum.add(in::at, count);
		in.skip(count);
		this.searched = in.size();
		return Progress.INCOMPLETE;
	}

	@Override
	public boolean endWithStream(FrameBuffer in) throws FrameException {
		end(in, in.size(), in.size());
		return true;
	}

	private void end(FrameBuffer in, int end, int total) throws FrameException {
		ChecksumLineFraming.verify(in, this.sum, LineFraming.lengthOf(in, end) - NmeaChecksum.LENGTH, total);
		in.skip(total);
	}

}
