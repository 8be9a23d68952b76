package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bytes between frames, and a byte order mark before the first one.
 */
class SkippingFramingTests {

	private static final byte[] BETWEEN = Frames.bytes("\\r\\n\\0");

	static Stream<Arguments> streams() {
		return Stream.of(
				Arguments.of(DelimitedFraming.mllp(100), "\\r\\n\\x0bA\\nB\\x1c\\r\\n\\0\\0\\x0bC\\x1c\\r\\r",
						List.of("A\\nB", "C")),
				Arguments.of(DelimitedFraming.stxEtx(100), "\\x02A\\x03\\r\\n\\x02\\0\\x03\\r\\n", List.of("A", "\\0")),
				Arguments.of(new LineFraming(100), "\\r\\nA\\0\\n\\n\\nB\\n", List.of("A\\0", "B")),
				Arguments.of(new AsciiLengthFraming(100, 2, false), "\\n03\\n\\nA\\r\\n00\\0" + "01B",
						List.of("\\n\\nA", "", "B")),
				Arguments.of(new OctetCountingFraming(100), "3 A\\n\\n\\n\\n1 B", List.of("A\\n\\n", "B")),
				Arguments.of(new JsonFraming(100), "\\0\\0[1]\\0{}", List.of("[1]", "{}")),
				Arguments.of(new JsonFraming(100), "\\t\\0 \\0[1]\\0\\t\\0{}\\t\\0", List.of("[1]", "{}")),
				Arguments.of(new FirstOfFraming(List.of(new Alternative(Frames.bytes("["), new JsonFraming(100)))),
						"[1]\\t\\0 {}", List.of("[1]", "{}")),
				Arguments.of(new OversizeFraming(new JsonFraming(100), true), "\\t\\0[1]", List.of("[1]")),
				Arguments.of(new InSteps(), "\\n\\x04\\0\\0ab\\r\\x01c", List.of("\\0\\0ab", "c")));
	}

	@ParameterizedTest
	@MethodSource("streams")
	void bytesBetweenFramesAreSkippedHoweverTheyArrive(Framing framing, String stream, List<String> messages)
			throws IOException {
		requireMessages(new SkippingFraming(framing, BETWEEN, false), stream, messages);
	}

	@Test
	void carriageReturnsThatMllpIgnoresMayStandAmongSkippedBytes() throws IOException {
		Framing framing = new SkippingFraming(BlockFraming.mllp(100, false, false), new byte[1], false);
		requireMessages(framing, "\\r\\0\\x0bA\\x1c\\r\\0\\r\\0\\x0bB\\x1c\\r", List.of("A", "B"));
	}

	private static void requireMessages(Framing skipping, String stream, List<String> messages) throws IOException {
		byte[] wire = Frames.bytes(stream);
		assertThat(Frames.readAll(skipping, new ScriptedStream(wire))).isEqualTo(messages);
		for (int at = 1; at < wire.length; at++) {
			assertThat(Frames.readAll(skipping,
					new ScriptedStream(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length))))
				.as("split at %d", at)
				.isEqualTo(messages);
		}
		assertThat(Frames.readAll(skipping, ScriptedStream.ofChunks(wire, 1))).isEqualTo(messages);
	}

	@Test
	void skippedBytesBeginNoFrame() throws IOException {
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("a\\n\\r\\n\\0")));
		FrameReader reader = new FrameReader(new SkippingFraming(new LineFraming(10), BETWEEN, false), input);
		assertThat(reader.read()).asString().isEqualTo("a");
		assertThat(reader.read()).isNull();
		assertThat(input.isEmpty()).isTrue();
		assertThat(input.held()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "\\xef\\xbb\\xbfA\\n\\xef\\xbb\\xbfB\\n, A, \\xef\\xbb\\xbfB", "A\\nB\\n, A, B",
			"\\xef\\xbbA\\nB\\n, \\xef\\xbbA, B", "\\xef\\nB\\n, \\xef, B", "\\r\\n\\xef\\xbb\\xbf\\r\\nA\\nB\\n, A, B",
			"\\xef\\xbb\\xbf\\xef\\xbb\\xbfA\\nB\\n, \\xef\\xbb\\xbfA, B" })
	void byteOrderMarkIsSkippedOnce(String stream, String first, String second) throws IOException {
		Framing framing = new SkippingFraming(new LineFraming(10), BETWEEN, true);
		byte[] wire = Frames.bytes(stream);
		assertThat(Frames.readAll(framing, new ScriptedStream(wire))).containsExactly(first, second);
		assertThat(Frames.readAll(framing, ScriptedStream.ofChunks(wire, 1))).containsExactly(first, second);
	}

	@Test
	void halfAByteOrderMarkIsHalfAFrame() {
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> Frames.readAll(new SkippingFraming(new LineFraming(10), BETWEEN, true),
					new ScriptedStream(Frames.bytes("\\xef\\xbb"))));
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> Frames.readAll(new SkippingFraming(new LineFraming(10), BETWEEN, true),
					new ScriptedStream(Frames.bytes("\\n\\na"))));
	}

	@Test
	void framesAreWrittenWithoutThem() {
		Framing framing = new SkippingFraming(new LengthFraming(10, 1, ByteOrder.BIG_ENDIAN, false), BETWEEN, true);
		assertThat(framing.frame(Frames.bytes("\\nA"))).isEqualTo(Frames.bytes("\\x02\\nA"));
		assertThat(framing.refusal(new byte[11])).contains("max-size 10");
	}

	/**
	 * A length of one byte, and then a message, which are taken one after the other.
	 */
	private static final class InSteps implements Framing {

		@Override
		public int maxSize() {
			return 100;
		}

		@Override
		public Decoder decoder() {
			return new Decoder() {

				private int length;

				@Override
				public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
					if (this.length == 0) {
						this.length = in.at(0);
						in.skip(1);
					}
					if (in.size() < this.length) {
						return in.need(this.length, 0);
					}
					byte[] message = in.copy(0, this.length);
					in.skip(this.length);
					this.length = 0;
					return message;
				}

			};
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) {
		}

	}

}
