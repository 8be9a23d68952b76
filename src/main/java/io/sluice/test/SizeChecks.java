package io.sluice.test;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the largest message passes and a larger one does not.
 *
 * @param framing the framing
 * @param samples messages, from which those of other sizes are made
 */
record SizeChecks(Framing framing, List<Sample> samples) {

	/** Larger messages take too much memory for a test. */
	private static final int LARGEST = 4 * 1024 * 1024;

	Stream<DynamicTest> tests() {
		int maxSize = this.framing.maxSize();
		return Stream.of(
				DynamicTest.dynamicTest("a message of %d bytes, the largest".formatted(maxSize), this::largest),
				DynamicTest.dynamicTest("a message of %d bytes, one too many, is refused".formatted(maxSize + 1L),
						this::refuse),
				DynamicTest.dynamicTest("a frame with %d bytes, one too many, is not read".formatted(maxSize + 1L),
						this::reject));
	}

	private void largest() {
		byte[] message = message(this.framing.maxSize());
		Assumptions.assumeTrue(message != null && this.framing.refusal(message) == null,
				"no sample can be made a message of the largest size");
		byte[] frame = this.framing.frame(message);
		DecoderStream.of(this.framing, frame).require(List.of(message));
		DecoderStream.of(this.framing, frame, frame.length / 2, frame.length - 1).require(List.of(message));
	}

	private void refuse() {
		byte[] message = tooLarge();
		if (this.framing.refusal(message) == null) {
			throw new AssertionError("refusal returns null for a message of %d bytes, and maxSize() is %d"
				.formatted(message.length, this.framing.maxSize()));
		}
	}

	private void reject() {
		byte[] message = tooLarge();
		byte[] frame = frame(message);
		Assumptions.assumeTrue(frame != null, "the framing cannot write a message that it refuses");
		DecoderStream stream = DecoderStream.of(this.framing, frame);
		long seen = stream.buffer().size();
		for (byte[] part : stream.messages()) {
			if (part.length > this.framing.maxSize()) {
				throw new AssertionError("the decoder returns a message of %d bytes, and maxSize() is %d"
					.formatted(part.length, this.framing.maxSize()));
			}
			seen += part.length;
		}
		if (stream.rejections().isEmpty() && !stream.buffer().isLost() && seen < message.length) {
			throw new AssertionError("the decoder loses %d bytes in silence: it must reject the frame, or call drop "
				.formatted(message.length - seen) + "or recordTruncation");
		}
	}

	private byte[] tooLarge() {
		byte[] message = message(this.framing.maxSize() + 1L);
		Assumptions.assumeTrue(message != null, "the largest message is too large to be tried");
		return message;
	}

	private byte @Nullable [] message(long size) {
		return (size <= LARGEST) ? Sample.stretched(this.samples, (int) size).findFirst().orElse(null) : null;
	}

	/**
	 * What write does with a message that refusal forbids is not part of the contract.
	 */
	private byte @Nullable [] frame(byte[] message) {
		try {
			return this.framing.frame(message);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
