package io.sluice.test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks that a frame gives the same message wherever its bytes are split, and takes no
 * byte behind it.
 *
 * @param framing the framing
 * @param sample the message
 */
record SplitChecks(Framing framing, Sample sample) {

	Stream<DynamicTest> tests() {
		return Stream.of(
				this.sample.cuts()
					.mapToObj((cut) -> DynamicTest.dynamicTest("%s split at byte %d".formatted(this.sample.name(), cut),
							() -> split(cut))),
				Stream.of(DynamicTest.dynamicTest(this.sample.name() + " byte by byte", this::trickle),
						DynamicTest.dynamicTest(this.sample.name() + " takes no byte of the next frame",
								this::leaveNext),
						DynamicTest.dynamicTest(this.sample.name() + " waits for no byte of the next frame",
								this::waitForOwn)))
			.flatMap((tests) -> tests);
	}

	private void split(int cut) {
		DecoderStream.of(this.framing, this.sample.frame(), cut).require(List.of(this.sample.message()));
	}

	private void trickle() {
		DecoderStream.trickle(this.framing, this.sample.frame()).require(List.of(this.sample.message()));
	}

	private void leaveNext() {
		byte[] frame = this.sample.frame();
		byte[] twice = Bytes.concat(frame, frame);
		this.sample.cuts().map((cut) -> frame.length + cut).forEach((cut) -> {
			try {
				leaveNext(twice, cut);
			}
			catch (AssertionError ex) {
				throw new AssertionError("cut after byte %d: %s".formatted(cut, ex.getMessage()), ex);
			}
		});
	}

	/** The second message may be complete before the end of its frame. */
	private void leaveNext(byte[] twice, int cut) {
		List<byte[]> both = List.of(this.sample.message(), this.sample.message());
		DecoderStream stream = DecoderStream.of(this.framing, Arrays.copyOf(twice, cut));
		stream.require(both.subList(0, Math.clamp(stream.messages().size(), 1, 2)));
		stream.feed(twice, cut, twice.length);
		stream.require(both);
	}

	private void waitForOwn() {
		byte[] frame = this.sample.frame();
		DecoderStream stream = new DecoderStream(this.framing);
		for (int i = 0; i < frame.length; i++) {
			stream.feed(frame, i, i + 1);
			int total = i + 1 - stream.buffer().size() + stream.buffer().demand();
			if (stream.messages().isEmpty() && total > frame.length) {
				throw new AssertionError("at byte %d, the decoder asks for %d bytes of a frame of %d".formatted(i + 1,
						total, frame.length));
			}
		}
		stream.require(List.of(this.sample.message()));
	}

}
