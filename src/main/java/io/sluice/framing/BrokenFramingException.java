package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;

/**
 * A framing does not do what {@link io.sluice.spi.Decoder} requires. This is a defect of
 * the framing and not a mistake of the client.
 */
public final class BrokenFramingException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	BrokenFramingException(Framing framing, String what) {
		super("The decoder of %s %s".formatted(framing, what));
	}

	BrokenFramingException(Framing framing, RuntimeException cause) {
		super("The decoder of %s has failed: %s".formatted(framing, cause), cause);
	}

}
