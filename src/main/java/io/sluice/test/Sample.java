package io.sluice.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A message that the framing can carry, from the author of a test.
 *
 * @param name its name in the names of tests
 * @param framing the framing
 * @param message the message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(String name, Framing framing, byte[] message) {

	/** The places at the beginning and at the end of a long frame that are tried. */
	private static final int MARGIN = 256;

	static List<Sample> number(Framing framing, List<byte[]> messages) {
		List<Sample> samples = new ArrayList<>();
		for (byte[] message : messages) {
			samples.add(new Sample("sample " + (samples.size() + 1), framing, message));
		}
		return samples;
	}

	/**
	 * The frame of the message.
	 */
	byte[] frame() {
		return this.framing.frame(this.message);
	}

	/**
	 * The places at which the frame is cut: each is the number of bytes before it.
	 */
	IntStream cuts() {
		int length = frameLength();
		return (length <= 2 * MARGIN) ? IntStream.range(1, length)
				: IntStream.concat(IntStream.rangeClosed(1, MARGIN), IntStream.range(length - MARGIN, length));
	}

	/** If the framing cannot write the sample, there are no places: WriteChecks fails. */
	private int frameLength() {
		try {
			return frame().length;
		}
		catch (RuntimeException ex) {
			return 0;
		}
	}

	/**
	 * A message of another size, which is this one with a byte of its middle repeated.
	 * @return {@code null} if this one is longer
	 */
	byte @Nullable [] stretch(int size) {
		int more = size - this.message.length;
		if (more < 0) {
			return null;
		}
		int middle = this.message.length / 2;
		byte[] longer = new byte[size];
		System.arraycopy(this.message, 0, longer, 0, middle);
		byte filling = (this.message.length > 0) ? this.message[middle] : (byte) 'x';
		Arrays.fill(longer, middle, middle + more, filling);
		System.arraycopy(this.message, middle, longer, middle + more, this.message.length - middle);
		return longer;
	}

	/**
	 * A message of a size, made of the first of several samples for which the framing
	 * carries it.
	 */
	static byte @Nullable [] carried(List<Sample> samples, int size) {
		return samples.stream()
			.filter((sample) -> sample.carries(size))
			.findFirst()
			.map((sample) -> sample.stretch(size))
			.orElse(null);
	}

	/**
	 * Whether the framing carries the message at another size.
	 */
	boolean carries(int size) {
		byte[] longer = stretch(size);
		return longer != null && this.framing.refusal(longer) == null;
	}

}
