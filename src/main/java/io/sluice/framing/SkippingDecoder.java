package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Removes the bytes before frames, and leaves the frames to another decoder.
 */
final class SkippingDecoder implements Decoder {

	/** The byte order mark in UTF-8. */
	static final byte[] BOM = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	private final Decoder decoder;

	private final byte[] skip;

	private @Nullable DemandTracker tracker;

	/** Whether the next bytes may be a byte order mark. */
	private boolean bomPossible;

	private boolean insideFrame;

	SkippingDecoder(Decoder decoder, byte[] skip, boolean bom) {
		this.decoder = decoder;
		this.skip = skip;
		this.bomPossible = bom;
	}

	@Override
	public @Nullable Framing framing() {
		return this.decoder.framing();
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		if (!this.insideFrame) {
			skipBytes(in);
			if (in.size() == 0) {
				return null;
			}
			if (this.bomPossible && in.size() < BOM.length && beginsBom(in)) {
				return in.need(in.size() + 1, 0);
			}
			this.bomPossible = false;
			this.insideFrame = true;
		}
		return decodeFrame(in);
	}

	private byte @Nullable [] decodeFrame(FrameBuffer in) throws FrameException {
		DemandTracker current = tracker(in);
		boolean inside = false;
		try {
			byte[] message = this.decoder.decode(current.track(in));
			inside = message == null && current.isInsideFrame();
			return message;
		}
		finally {
			this.insideFrame = inside;
		}
	}

	private DemandTracker tracker(FrameBuffer in) {
		DemandTracker current = this.tracker;
		if (current == null) {
			current = new DemandTracker(in);
			this.tracker = current;
		}
		return current;
	}

	@Override
	public byte @Nullable [] end(FrameBuffer in) throws FrameException {
		if (!this.insideFrame) {
			skipBytes(in);
		}
		return this.decoder.end(in);
	}

	private void skipBytes(FrameBuffer in) {
		skipPadding(in);
		if (this.bomPossible && in.size() >= BOM.length && beginsBom(in)) {
			this.bomPossible = false;
			in.skip(BOM.length);
			skipPadding(in);
		}
	}

	private void skipPadding(FrameBuffer in) {
		int count = 0;
		while (count < in.size() && isSkipped(in.at(count))) {
			count++;
		}
		in.skip(count);
	}

	/**
	 * Whether a byte between frames is to be removed. Those that the decoder would ignore
	 * are too, or a listed byte behind one of them would be removed only if it arrived
	 * separately.
	 */
	private boolean isSkipped(byte b) {
		for (byte listed : this.skip) {
			if (listed == b) {
				return true;
			}
		}
		return Padded.isPadding(this.decoder, b);
	}

	private static boolean beginsBom(FrameBuffer in) {
		for (int i = 0; i < Math.min(in.size(), BOM.length); i++) {
			if (in.at(i) != BOM[i]) {
				return false;
			}
		}
		return true;
	}

}
