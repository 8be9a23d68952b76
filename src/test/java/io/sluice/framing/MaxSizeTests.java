package io.sluice.framing;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A message of {@code max-size} and one that is a byte larger, in every framing that has
 * boundaries.
 */
@ParameterizedClass
@MethodSource("framings")
class MaxSizeTests {

	private static final int MAX = 600;

	private final Framing framing;

	private final String largest;

	private final String certain;

	/**
	 * Test a framing.
	 * @param framing the framing
	 * @param largest a frame with the largest message
	 * @param certain the beginning of a larger frame, until it is certain that it is one
	 */
	MaxSizeTests(Framing framing, String largest, String certain) {
		this.framing = framing;
		this.largest = largest;
		this.certain = certain;
	}

	static Stream<Arguments> framings() {
		String text = "a".repeat(MAX);
		String json = "[" + "1".repeat(MAX - 2);
		return Stream
			.of(Arguments.of(new LineFraming(MAX), text + "\\n", text + "a"),
					Arguments.of(new LineFraming(MAX), text + "\\r\\n", text + "\\r\\r"),
					Arguments.of(DelimitedFraming.crlf(MAX), text + "\\r\\n", text + "a"),
					Arguments.of(DelimitedFraming.crlf(MAX), text.substring(1) + "\\r\\r\\n", text + "\\r\\r"),
					Arguments.of(DelimitedFraming.nul(MAX), text + "\\0", text + "a"),
					Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes("..-..-")), text + "..-..-",
							text + "..-..."),
					Arguments.of(DelimitedFraming.stxEtx(MAX), "\\x02" + text + "\\x03", "\\x02" + text + "a"),
					Arguments.of(DelimitedFraming.mllp(MAX), "\\x0b" + text + "\\x1c\\r", "\\x0b" + text + "a"),
					Arguments.of(DelimitedFraming.mllp(MAX), "\\x0b" + text.substring(1) + "\\x1c\\x1c\\r",
							"\\x0b" + text + "\\x1c\\x1c"),
					Arguments.of(DelimitedFraming.keptDelimiter(MAX, Frames.bytes("..-..-")),
							text.substring(6) + "..-..-", text.substring(5)),
					Arguments.of(new ChecksumLineFraming(MAX), text + "*00\\n", text + "*00a"),
					Arguments.of(BlockFraming.stxEtx(MAX, false, Capture.LRC), "\\x02" + text + "\\x03\\x03",
							"\\x02" + text + "a"),
					Arguments.of(BlockFraming.stxEtx(MAX, true, Capture.ASTM),
							"\\x02" + text.substring(1) + "\\x03FA\\r\\n", "\\x02" + text),
					Arguments.of(BlockFraming.mllp(MAX, true, true), "\\x0b" + text.substring(1) + "\\x1c\\x1c\\r",
							"\\x0b" + text + "\\x1c\\x1c"),
					Arguments.of(BlockFraming.mllp(MAX, false, false), "\\x0b" + text + "\\x1c", "\\x0b" + text + "a"),
					Arguments.of(new FixFraming(MAX), FixMessages.of("35=0|58=" + text.substring(32) + "|"),
							"8=FIX.4.4\\x019=578\\x01"),
					Arguments.of(new JsonFraming(MAX), " ".repeat(9000) + json + "]", "\\n" + json + "1"),
					Arguments.of(big(2, false), "\\x02\\x58" + text, "\\x02\\x59"),
					Arguments.of(big(2, true), "\\x02\\x5a" + text, "\\x02\\x5b"),
					Arguments.of(big(4, false), "\\0\\0\\x02\\x58" + text, "\\x80\\0\\0\\0"),
					Arguments.of(big(4, false), "\\0\\0\\x02\\x58" + text, "\\xff\\xff\\xff\\xff"),
					Arguments.of(new AsciiLengthFraming(MAX, 3, false), "600" + text, "601"),
					Arguments.of(new AsciiLengthFraming(MAX, 9, true), "000000609" + text, "999999999"),
					Arguments.of(new OctetCountingFraming(MAX), "600 " + text, "601"),
					Arguments.of(new OctetCountingFraming(1 << 30), "600 " + text, "9999999999"));
	}

	private static Framing big(int headerSize, boolean includesHeader) {
		return new LengthFraming(MAX, headerSize, ByteOrder.BIG_ENDIAN, includesHeader);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 10_000 })
	void aMessageOfMaxSizePasses(int most) throws IOException {
		ScriptedStream stream = ScriptedStream.ofChunks(Frames.bytes(this.largest), most).staysOpen();
		byte[] message = Frames.readOne(this.framing, new FrameInput(stream));
		assertThat(message).hasSize(MAX);
		assertThat(this.framing.refusal(message)).isNull();
	}

	@Test
	void itsFrameIsNoLargerThanTheLargestFrame() throws IOException {
		byte[] message = Frames.readOne(this.framing, new FrameInput(new ScriptedStream(Frames.bytes(this.largest))));
		assertThat(this.framing.frame(message)).hasSizeLessThanOrEqualTo(this.framing.maxFrameSize());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 10_000 })
	void aLargerOneIsRejectedAsSoonAsThatIsCertain(int most) throws IOException {
		assertRejected(ScriptedStream.ofChunks(Frames.bytes(this.certain), most).staysOpen());
	}

	@Test
	void aLargerOneIsRejectedWhenAllOfItIsThere() {
		assertRejected(new ScriptedStream(Frames.bytes(this.certain + this.largest)).staysOpen());
	}

	@Test
	void aLargerOneIsNotRejectedBefore() {
		byte[] wire = Frames.bytes(this.certain);
		FrameInput input = new FrameInput(new ScriptedStream(Arrays.copyOf(wire, wire.length - 1)).staysOpen());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Frames.readOne(this.framing, input))
			.withMessage("would wait for ever");
	}

	private void assertRejected(ScriptedStream stream) {
		FrameInput input = new FrameInput(stream);
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Frames.readOne(this.framing, input))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE))
			.withMessageContaining("exceeds the maximum of " + this.framing.maxSize() + " bytes");
	}

}
