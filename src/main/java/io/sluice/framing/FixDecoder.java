package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Decodes FIX messages, and drops garbled ones.
 */
@RequiredArgsConstructor
final class FixDecoder implements LargeFrames {

	private final int maxSize;

	/** Whether the current run of bytes between two messages has been counted. */
	private boolean noiseCounted;

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		while (in.size() > 0) {
			long total = FixMessage.total(in::at, in.size());
			if (total == FixMessage.INCOMPLETE) {
				return in.need(in.size() + 1, 0);
			}
			if (total > this.maxSize) {
				throw MaxSize.tooLarge(this.maxSize);
			}
			if (total > in.size()) {
				return in.need((int) total, 0);
			}
			if (total == FixMessage.GARBLED || !FixMessage.hasCheckSum(in::at, (int) total)) {
				dropToNext(in);
			}
			else if (FixMessage.isValid(in::at, (int) total)) {
				this.noiseCounted = false;
				return in.take((int) total);
			}
			else {
				// what follows is a message, so that nothing inside this one is searched;
				// bytes between the two belong to this drop, wherever the stream is split
				this.noiseCounted = true;
				in.drop((int) total);
			}
		}
		return null;
	}

	/**
	 * The message up to where BodyLength says that it ends. If that is wrong, the next
	 * {@code 8=FIX} is searched from there on.
	 */
	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		return new SizedFrame(0, FixMessage.total(in::at, in.size()));
	}

	private void dropToNext(FrameBuffer in) {
		boolean begun = in.indexOf(FixMessage.BEGIN, 0) == 0;
		int next = next(in);
		if (this.noiseCounted && !begun) {
			in.skip(next);
		}
		else {
			in.drop(next);
		}
		this.noiseCounted = true;
	}

	/**
	 * The index at which the next message may begin: that of {@code 8=FIX}, or of the
	 * first bytes of it at the end of the buffer.
	 */
	private static int next(FrameBuffer in) {
		int found = in.indexOf(FixMessage.BEGIN, 1);
		if (found >= 0) {
			return found;
		}
		int index = Math.max(1, in.size() - FixMessage.BEGIN.length + 1);
		while (index < in.size() && !isPrefix(in, index)) {
			index++;
		}
		return index;
	}

	private static boolean isPrefix(FrameBuffer in, int from) {
		for (int i = from; i < in.size(); i++) {
			if (in.at(i) != FixMessage.BEGIN[i - from]) {
				return false;
			}
		}
		return true;
	}

}
