package io.sluice.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks many frames in a row, and streams that share a framing.
 *
 * @param framing the framing
 * @param samples the messages
 */
record SegmentChecks(Framing framing, List<Sample> samples) {

	private static final int ROUNDS = 3;

	Stream<DynamicTest> tests() {
		return Stream
			.concat(Stream.of(DynamicTest.dynamicTest("many frames in one segment", this::oneSegment),
					DynamicTest.dynamicTest("many frames byte by byte", this::trickle)),
					IntStream.range(1, ROUNDS * 2)
						.mapToObj((size) -> DynamicTest.dynamicTest(
								"two streams that take turns, %d bytes at a time".formatted(size),
								() -> takeTurns(size))));
	}

	private void oneSegment() {
		DecoderStream stream = DecoderStream.of(this.framing, frames()).require(messages());
		if (stream.end()) {
			throw new AssertionError("the stream is still inside a frame, with %s left"
				.formatted(Bytes.describe(stream.buffer().rest())));
		}
	}

	private void trickle() {
		DecoderStream.trickle(this.framing, frames()).require(messages());
	}

	/**
	 * The second stream is some bytes behind the first one, so that the two are at
	 * different places of their frames.
	 */
	private void takeTurns(int size) {
		byte[] bytes = frames();
		DecoderStream first = new DecoderStream(this.framing);
		DecoderStream second = new DecoderStream(this.framing);
		int behind = 1 + size / 2;
		for (int i = 0; i < bytes.length + behind + size; i += size) {
			feed(first, bytes, i, i + size);
			feed(second, bytes, i - behind, i - behind + size);
		}
		first.require(messages());
		second.require(messages());
	}

	private static void feed(DecoderStream stream, byte[] bytes, int from, int to) {
		int begin = Math.clamp(from, 0, bytes.length);
		stream.feed(bytes, begin, Math.clamp(to, begin, bytes.length));
	}

	private byte[] frames() {
		byte[] bytes = {};
		for (int i = 0; i < ROUNDS; i++) {
			for (Sample sample : this.samples) {
				bytes = Bytes.concat(bytes, sample.frame());
			}
		}
		return bytes;
	}

	private List<byte[]> messages() {
		List<byte[]> messages = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			this.samples.forEach((sample) -> messages.add(sample.message()));
		}
		return messages;
	}

}
