package io.sluice.test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks that a frame that is cut off is neither a message nor an orderly end of the
 * stream. If the framing does not need the missing bytes, the message is complete.
 *
 * @param framing the framing
 * @param sample the message
 */
record TruncationChecks(Framing framing, Sample sample) {

	Stream<DynamicTest> tests() {
		return Stream.concat(
				Stream.of(DynamicTest.dynamicTest("the stream ends before " + this.sample.name(), this::endBefore)),
				this.sample.cuts()
					.mapToObj((cut) -> DynamicTest.dynamicTest(
							"%s cut off after byte %d".formatted(this.sample.name(), cut), () -> truncate(cut))));
	}

	private void endBefore() {
		DecoderStream stream = new DecoderStream(this.framing);
		boolean inside = stream.end();
		stream.require(List.of());
		if (inside) {
			throw new AssertionError("a stream without a byte ends inside a frame");
		}
	}

	private void truncate(int cut) {
		DecoderStream stream = DecoderStream.of(this.framing, Arrays.copyOf(this.sample.frame(), cut));
		boolean inside = stream.end();
		if (stream.messages().isEmpty()) {
			if (!inside && stream.rejections().isEmpty()) {
				throw new AssertionError("the decoder has dropped %s, so the end looks as if it were between two frames"
					.formatted(Bytes.describe(Arrays.copyOf(this.sample.frame(), cut))));
			}
		}
		else {
			Messages.require(List.of(this.sample.message()), stream.messages());
		}
	}

}
