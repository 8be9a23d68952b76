package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;

/**
 * Another framing, before whose frames some bytes are removed: certain bytes before each
 * frame, and a UTF-8 byte order mark before the first one of a stream. Frames are written
 * without them.
 */
public final class SkippingFraming implements FramingDecorator {

	private final Framing framing;

	/** The bytes to remove before each frame, in any order and number. */
	private final byte[] skip;

	private final boolean bom;

	/**
	 * Create a framing.
	 * @param framing the framing of what follows the removed bytes
	 * @param skip the bytes to remove before each frame, in any order and number
	 * @param bom whether a byte order mark is removed before the first frame
	 */
	public SkippingFraming(Framing framing, byte[] skip, boolean bom) {
		this.framing = framing;
		this.skip = skip.clone();
		this.bom = bom;
	}

	@Override
	public Framing framing() {
		return this.framing;
	}

	@Override
	public int maxFrameSize() {
		return Math.max(SkippingDecoder.BOM.length, this.framing.maxFrameSize());
	}

	@Override
	public Decoder decoder() {
		return new SkippingDecoder(this.framing.decoder(), this.skip, this.bom);
	}

	@Override
	public String toString() {
		return "%s, skip=%s, bom=%s".formatted(this.framing, ByteSequence.describe(this.skip), this.bom);
	}

}
