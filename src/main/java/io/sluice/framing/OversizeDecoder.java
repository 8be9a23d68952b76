package io.sluice.framing;

import io.sluice.ErrorCode;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Removes the frames that another decoder rejects as too large. It holds nothing of them
 * but the beginning that it delivers.
 */
@RequiredArgsConstructor
final class OversizeDecoder implements Decoder {

	private static final byte[] NONE = {};

	private final LargeFrames decoder;

	/** The size of the beginning that is delivered, or 0 to deliver nothing. */
	private final int delivered;

	/** The frame that is being removed, or {@code null}. */
	private @Nullable LargeFrame large;

	/** Its beginning, once that has arrived and been removed. */
	private byte @Nullable [] beginning;

	/** The message of its rejection. */
	private String reason = "";

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		LargeFrame frame = this.large;
		if (frame == null) {
			try {
				return this.decoder.decode(in);
			}
			catch (FrameException ex) {
				frame = recognize(in, ex);
			}
			if (frame == null) {
				return in.need(in.size() + 1, in.scanned());
			}
		}
		if (!takeBeginning(in, frame)) {
			return in.need(frame.begin() + this.delivered, 0);
		}
		return frame.discard(in) ? finish(in) : in.need(in.size() + 1, 0);
	}

	/**
	 * The last message. A frame that is being removed is one only if the stream may end
	 * it.
	 */
	@Override
	public byte @Nullable [] end(FrameBuffer in) throws FrameException {
		LargeFrame frame = this.large;
		if (frame == null) {
			try {
				return this.decoder.end(in);
			}
			catch (FrameException ex) {
				frame = recognize(in, ex);
			}
		}
		if (frame == null || !frame.isEndedByStream() || !takeBeginning(in, frame)) {
			return null;
		}
		in.skip(in.size());
		return finish(in);
	}

	private @Nullable LargeFrame recognize(FrameBuffer in, FrameException why) throws FrameException {
		if (why.code() != ErrorCode.FRAME_TOO_LARGE || why.isResumable()) {
			throw why;
		}
		this.large = this.decoder.largeFrame(in);
		this.reason = String.valueOf(why.getMessage());
		return this.large;
	}

	private boolean takeBeginning(FrameBuffer in, LargeFrame frame) {
		if (this.beginning != null) {
			return true;
		}
		int end = frame.begin() + this.delivered;
		if (in.size() < end) {
			return false;
		}
		this.beginning = (this.delivered > 0) ? in.copy(frame.begin(), end) : NONE;
		in.skip(frame.begin());
		return true;
	}

	private byte[] finish(FrameBuffer in) throws FrameException {
		byte[] message = this.beginning;
		this.large = null;
		this.beginning = null;
		if (this.delivered == 0 || message == null) {
			throw FrameException.resumable(ErrorCode.FRAME_TOO_LARGE, this.reason);
		}
		in.recordTruncation();
		return message;
	}

}
