package io.sluice.framing;

import io.sluice.spi.Decoder;

/**
 * A decoder that ignores certain bytes between frames.
 */
interface Padded extends Decoder {

	/**
	 * Whether a byte is ignored if it arrives between two frames.
	 */
	boolean isPadding(byte b);

	/**
	 * Whether any decoder ignores a byte between two frames.
	 */
	static boolean isPadding(Decoder decoder, byte b) {
		return decoder instanceof Padded padded && padded.isPadding(b);
	}

}
