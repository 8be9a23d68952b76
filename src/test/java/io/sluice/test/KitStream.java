package io.sluice.test;

import java.util.List;
import java.util.function.IntFunction;

import io.sluice.spi.Framing;

/**
 * What tests outside of the kit use of it.
 */
public final class KitStream {

	/** A short header may be read again with each of its bytes. */
	private static final int MOST_LOOKS = 80;

	private KitStream() {
	}

	/**
	 * Decode bytes that arrive one by one.
	 * @return the messages
	 * @throws AssertionError if the decoder breaks a rule, or looks at bytes too often
	 */
	public static List<byte[]> trickle(Framing framing, byte[] bytes) {
		DecoderStream stream = DecoderStream.trickle(framing, bytes);
		stream.end();
		long looks = stream.buffer().looks();
		if (looks > (long) MOST_LOOKS * bytes.length) {
			throw new AssertionError("the decoder looks %,d times at %,d bytes".formatted(looks, bytes.length));
		}
		return stream.messages();
	}

	/**
	 * The framings that were written for tests of the kit.
	 */
	public static List<IntFunction<Framing>> framings() {
		return List.of((max) -> new ModbusFraming(), TeltonikaFraming::new, QuotedFraming::new);
	}

}
