package io.sluice.test;

import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks that a framing writes a sample, and reads it back from one segment.
 *
 * @param framing the framing
 * @param sample the message
 */
record WriteChecks(Framing framing, Sample sample) {

	Stream<DynamicTest> tests() {
		return Stream.of(DynamicTest.dynamicTest(this.sample.name() + " is written and read back", this::roundTrip));
	}

	private void roundTrip() {
		byte[] message = this.sample.message();
		String refusal = this.framing.refusal(message);
		if (refusal != null) {
			throw new AssertionError(
					"the framing refuses the sample %s: %s".formatted(Bytes.describe(message), refusal));
		}
		byte[] frame = this.sample.frame();
		if (frame.length > this.framing.maxFrameSize()) {
			throw new AssertionError("the frame has %d bytes, more than the framing's maxFrameSize() of %d"
				.formatted(frame.length, this.framing.maxFrameSize()));
		}
		DecoderStream stream = DecoderStream.of(this.framing, frame).require(List.of(message));
		if (stream.end()) {
			throw new AssertionError("after %s, the stream is still inside a frame".formatted(Bytes.describe(frame)));
		}
	}

}
