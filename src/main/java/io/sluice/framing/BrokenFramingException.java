package io.sluice.framing;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;

/**
 * A framing does not do what {@link Framing} or {@link io.sluice.spi.Decoder} requires.
 * This is a defect of the framing and not a mistake of the client.
 */
public final class BrokenFramingException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	BrokenFramingException(Framing framing, String what) {
		super("The decoder of %s %s".formatted(framing, what));
	}

	BrokenFramingException(Framing framing, Throwable cause) {
		super("The decoder of %s has failed: %s".formatted(framing, cause), cause);
	}

	private BrokenFramingException(String message, Throwable cause) {
		super(message, cause);
	}

	/**
	 * The failure of a framing that was to write a message.
	 * @param framing the framing
	 * @param cause its exception
	 * @return the exception
	 */
	public static BrokenFramingException ofOutput(Framing framing, RuntimeException cause) {
		return new BrokenFramingException("%s cannot write a message: %s".formatted(framing, cause), cause);
	}

}
