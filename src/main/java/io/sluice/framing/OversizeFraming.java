package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;

/**
 * A framing whose stream goes on after a message that is too large.
 */
public final class OversizeFraming implements FramingDecorator {

	/** The bytes of a message that its error reply may need. */
	private static final int BEGINNING = 1024;

	/** A framing of this package that can find the end of a large frame. */
	private final Framing framing;

	/** Whether the beginning of a large message is a message, or nothing of it is. */
	private final boolean truncate;

	/**
	 * Create a framing.
	 * @param framing a framing of this package that knows where a large frame ends
	 * @param truncate whether the beginning of a large message is a message, or nothing
	 * of it is
	 */
	public OversizeFraming(Framing framing, boolean truncate) {
		this.framing = framing;
		this.truncate = truncate;
	}

	@Override
	public Framing framing() {
		return this.framing;
	}

	@Override
	public Decoder decoder() {
		return new OversizeDecoder((LargeFrames) this.framing.decoder(),
				this.truncate ? maxSize() : Math.min(BEGINNING, maxSize()), this.truncate);
	}

	@Override
	public String toString() {
		return "%s, oversize=%s".formatted(this.framing, this.truncate ? "truncate" : "drop");
	}

}
