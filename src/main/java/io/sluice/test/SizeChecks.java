package io.sluice.test;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

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
		byte[] message = isTried() ? Sample.carried(this.samples, this.framing.maxSize()) : null;
		Assumptions.assumeTrue(message != null, "no sample can be made a message of the largest size");
		byte[] frame = this.framing.frame(message);
		DecoderStream.of(this.framing, frame).require(List.of(message));
		DecoderStream.of(this.framing, frame, frame.length / 2, frame.length - 1).require(List.of(message));
	}

	private void refuse() {
		byte[] message = isTried() ? this.samples.getFirst().stretch(this.framing.maxSize() + 1) : null;
		Assumptions.assumeTrue(message != null, "the largest message is too large to be tried");
		if (this.framing.refusal(message) == null) {
			throw new AssertionError("refusal returns null for a message of %d bytes, and maxSize() is %d"
				.formatted(message.length, this.framing.maxSize()));
		}
	}

	private void reject() {
		byte[] frame = isTried() ? this.samples.stream()
			.map((sample) -> GrownFrame.tooLarge(sample, this.framing.maxSize()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null) : null;
		Assumptions.assumeTrue(frame != null, "no frame of the largest message can be made longer");
		DecoderStream stream = DecoderStream.of(this.framing, frame);
		long read = stream.messages().stream().mapToLong((message) -> message.length).sum();
		if (stream.rejections().isEmpty() && !stream.buffer().isLost() && read <= this.framing.maxSize()) {
			throw new AssertionError("the decoder loses %d bytes in silence: it must reject the frame, or call drop "
				.formatted(this.framing.maxSize() + 1L - read) + "or recordTruncation");
		}
	}

	private boolean isTried() {
		return this.framing.maxSize() < LARGEST;
	}

}
