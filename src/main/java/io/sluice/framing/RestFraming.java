package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;

/**
 * A framing with terminators, whose last message may end with the stream instead. A part
 * of a terminator belongs to that message, except a CR that may be the beginning of a
 * line end.
 *
 * @param framing a framing of this package with terminators
 */
public record RestFraming(Framing framing) implements FramingDecorator {

	@Override
	public Decoder decoder() {
		return new RestDecoder((LargeFrames) this.framing.decoder());
	}

}
