package io.sluice.framing;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into FIX messages. It drops what is garbled.
 */
@RequiredArgsConstructor
final class FixDecoder implements LargeFrames {

	private final int maxSize;

	/** Whether the bytes before have been counted as dropped, and no message since. */
	private boolean lost;

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
			if (total == FixMessage.GARBLED || !FixMessage.isClosed(in::at, (int) total)) {
				dropToNext(in);
			}
			else if (FixMessage.isWhole(in::at, (int) total)) {
				this.lost = false;
				return in.take((int) total);
			}
			else {
				// what follows is a message, so that nothing inside this one is searched
				this.lost = false;
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
		if (this.lost && !begun) {
			in.skip(next);
		}
		else {
			in.drop(next);
		}
		this.lost = true;
	}

	/**
	 * Where the next message may begin: at a whole {@code 8=FIX}, or at a part of it at
	 * the end of what has arrived.
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
