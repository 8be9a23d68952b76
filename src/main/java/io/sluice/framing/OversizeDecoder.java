package io.sluice.framing;

import java.util.Objects;

import io.sluice.ErrorCode;
import io.sluice.framing.LargeFrame.Progress;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Removes the frames that another decoder rejects as too large. It holds nothing of them
 * but the beginning.
 */
@RequiredArgsConstructor
final class OversizeDecoder implements Padded {

	private final LargeFrames decoder;

	/** The size of the beginning, in bytes. */
	private final int kept;

	/** Whether the beginning is a message, or belongs to the rejection. */
	private final boolean delivered;

	/** The frame that is being removed, or {@code null}. */
	private @Nullable LargeFrame large;

	/** Its beginning, once that has arrived and been removed. */
	private byte @Nullable [] beginning;

	/** The message of its rejection. */
	private String reason = "";

	@Override
	public boolean isPadding(byte b) {
		return Padded.isPadding(this.decoder, b);
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		Progress progress = Progress.LOST;
		while (progress == Progress.LOST) {
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
				return in.need(frame.begin() + this.kept, 0);
			}
			progress = discard(in, frame);
		}
		return (progress == Progress.ENDED) ? finish(in) : in.need(in.size() + 1, 0);
	}

	/**
	 * Remove what has arrived of a frame, and forget a frame that is gone without a
	 * message.
	 */
	private Progress discard(FrameBuffer in, LargeFrame frame) throws FrameException {
		Progress progress = Progress.LOST;
		try {
			progress = frame.discard(in);
		}
		finally {
			if (progress == Progress.LOST) {
				forget();
			}
		}
		return progress;
	}

	private void forget() {
		this.large = null;
		this.beginning = null;
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
		if (frame == null || !this.decoder.isEndedByStream() || !takeBeginning(in, frame)) {
			return null;
		}
		return endWithStream(in, frame) ? finish(in) : null;
	}

	private boolean endWithStream(FrameBuffer in, LargeFrame frame) throws FrameException {
		boolean ended = false;
		try {
			ended = frame.endWithStream(in);
		}
		finally {
			if (!ended) {
				forget();
			}
		}
		return ended;
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
		int end = frame.begin() + this.kept;
		if (in.size() < end) {
			return false;
		}
		this.beginning = in.copy(frame.begin(), end);
		in.skip(frame.begin());
		return true;
	}

	private byte[] finish(FrameBuffer in) throws FrameException {
		byte[] message = Objects.requireNonNull(this.beginning);
		forget();
		if (!this.delivered) {
			throw FrameException.resumable(ErrorCode.FRAME_TOO_LARGE, this.reason, message);
		}
		in.recordTruncation();
		return message;
	}

}
