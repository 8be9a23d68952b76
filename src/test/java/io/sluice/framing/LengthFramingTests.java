package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A length with other bytes around it.
 */
class LengthFramingTests {

	private static final int MAX = 1000;

	private static final LengthField TWO = LengthField.binary(2, ByteOrder.BIG_ENDIAN);

	static Stream<Arguments> garbage() {
		Framing hex = LengthCaptures.padded(MAX, LengthEncoding.HEX, 4);
		Framing spaces = LengthCaptures.padded(MAX, LengthEncoding.ASCII, 3);
		return Stream.of(Arguments.of(LengthCaptures.bcd(MAX, 2), "001a", "two decimal digits of the message length"),
				Arguments.of(LengthCaptures.bcd(MAX, 2), "a0", "two decimal digits of the message length"),
				Arguments.of(hex, "303047", "a digit of the message length"),
				Arguments.of(hex, "203020", "a digit of the message length"),
				Arguments.of(spaces, "202020", "the message length has no digit"),
				Arguments.of(spaces, "2d", "a digit of the message length"),
				Arguments.of(LengthCaptures.enclosed(MAX), "ab", "the prefix \\xaaU"),
				Arguments.of(LengthCaptures.enclosed(MAX), "aa56", "the prefix \\xaaU"),
				Arguments.of(LengthCaptures.enclosed(MAX), "aa5502ff04", "the suffix \\x03"),
				Arguments.of(LengthCaptures.enclosed(MAX), "aa5500", "leaves -1 bytes"),
				Arguments.of(LengthCaptures.tpdu(MAX), "0004", "leaves 4 bytes for a message of at least 5"),
				Arguments.of(layout(1, TWO, -4, 0, 3), "000001", "leaves 0 bytes for a message of at least 3"),
				Arguments.of(layout(0, TWO, 0, 7, 0), "0004", "leaves -1 bytes"));
	}

	@ParameterizedTest
	@MethodSource("garbage")
	void whatIsNoFrameIsRejectedAsSoonAsItIsKnown(Framing framing, String received, String message) {
		for (int most = 1; most < 4; most++) {
			ScriptedStream stream = ScriptedStream.ofChunks(HexFormat.of().parseHex(received), most).staysOpen();
			assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Frames.readAll(framing, stream))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.BAD_FRAME))
				.withMessageContaining(message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0000000003e3", "00000000ffff" })
	void tooLargeIsRejectedBeforeTheBodyArrives(String header) {
		ScriptedStream stream = new ScriptedStream(HexFormat.of().parseHex(header)).staysOpen();
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> Frames.readAll(LengthCaptures.modbus(MAX), stream))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
	}

	@Test
	void largestFrameIsExact() throws IOException {
		byte[] largest = new byte[994];
		byte[] header = HexFormat.of().parseHex("0000000003e2");
		ScriptedStream stream = new ScriptedStream(header, largest).staysOpen();
		Framing framing = LengthCaptures.modbus(MAX);
		assertThat(Frames.readOne(framing, new FrameInput(stream))).hasSize(MAX);
		assertThat(framing.maxFrameSize()).isEqualTo(MAX);
		assertThat(LengthCaptures.enclosed(MAX).maxFrameSize()).isEqualTo(MAX + 4);
	}

	@Test
	void hexDigitsAreReadInEitherCase() throws IOException {
		Framing framing = LengthCaptures.padded(MAX, LengthEncoding.HEX, 2);
		assertThat(Frames.readAll(framing, new ScriptedStream(Frames.bytes("0b12345678901 B12345678901"))))
			.containsExactly("12345678901", "12345678901");
		assertThat(Frames.write(framing, new byte[11])).startsWith(' ', 'B');
	}

	@Test
	void bcdLengthMayBeLittleEndian() throws IOException {
		Framing framing = new LengthFraming(MAX,
				LengthLayout.of(new LengthField(LengthEncoding.BCD, 2, ByteOrder.LITTLE_ENDIAN, false), false));
		byte[] frame = Frames.write(framing, new byte[123]);
		assertThat(frame).startsWith(0x23, 0x01);
		assertThat(Frames.readOne(framing, new FrameInput(new ScriptedStream(frame)))).hasSize(123);
	}

	@Test
	void strippedBytesAreWrittenAsZerosAndTheLengthIsOverwritten() {
		assertThat(Frames.write(layout(2, TWO, 3, 7, 0), Frames.bytes("ab")))
			.isEqualTo(Frames.bytes("\\0\\0\\0\\x02\\0\\0\\0ab"));
		assertThat(Frames.write(LengthCaptures.modbus(MAX), Frames.bytes("0x0001000077771101")))
			.isEqualTo(Frames.bytes("0x0001000000021101"));
		assertThat(Frames.write(layout(4, TWO, 0, 2, 4), Frames.bytes("0x000077771101")))
			.isEqualTo(Frames.bytes("0x00000000" + "0002" + "1101"));
	}

	@Test
	void messageWithoutItsHeaderIsRefused() {
		assertThat(LengthCaptures.modbus(MAX).refusal(new byte[5]))
			.isEqualTo("5 bytes are less than the 6 header bytes that it must begin with");
		assertThat(LengthCaptures.modbus(MAX).refusal(new byte[6])).isNull();
		assertThat(LengthCaptures.tpdu(MAX).refusal(new byte[4])).contains("less than the 5");
		assertThat(LengthCaptures.tpdu(MAX).refusal(new byte[0])).isNull();
		assertThat(layout(0, TWO, 3, 2, 0).refusal(new byte[2])).contains("less than the 3 of a frame with length 0");
		assertThat(LengthCaptures.enclosed(MAX).refusal(new byte[255])).contains("exceed the 254 that fit");
	}

	@Test
	void textIsSentBehindTheHeaderOfItsRequest() {
		Framing framing = LengthCaptures.tpdu(MAX);
		byte[] text = Frames.bytes("no");
		assertThat(framing.toReply(text, Frames.bytes("0x600003000008"))).isEqualTo(Frames.bytes("0x60000300006e6f"));
		assertThat(framing.toReply(text, Frames.bytes("0x6000"))).isEqualTo(Frames.bytes("0x60000000006e6f"));
		assertThat(framing.toReply(text, null)).isEqualTo(Frames.bytes("0x00000000006e6f"));
		assertThat(LengthCaptures.reserved(MAX).toReply(text, text)).isSameAs(text);
	}

	@Test
	void randomBytesAreMessagesOrABadFrame() throws IOException {
		List<Capture> captures = LengthCaptures.all().toList();
		Random random = new Random(20_260_104);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(1, 40)];
			random.nextBytes(bytes);
			if (random.nextBoolean()) {
				bytes[0] = 0;
			}
			try {
				Frames.readAll(captures.get(i % captures.size()).framing(), new ScriptedStream(bytes));
			}
			catch (FrameException | EOFException ex) {
				assertThat(ex).hasMessageNotContaining("broken");
			}
		}
	}

	@Test
	void layoutsThatCannotFrameAreRejected() {
		assertRejected(() -> layout(256, TWO, 0, 0, 258), "offset must be 0 to 255 bytes, not 256");
		assertRejected(() -> layout(0, TWO, 0, 258, 0), "strip must be 0 to 257 bytes, not 258");
		assertRejected(() -> layout(0, TWO, 0, 1, 1), "strip must not end inside the length");
		assertRejected(() -> layout(4, TWO, 0, 0, 5), "mirror must be at least 6");
		assertRejected(() -> layout(0, LengthField.ascii(2), -100, 2, 0), "makes every length negative, not -100");
		assertRejected(() -> layout(0, TWO, 1001, 2, 0), "no length gives a message of 0 to max-size (1000) bytes");
		assertRejected(() -> layout(0, LengthField.ascii(1), 0, 11, 0), "no length gives a message");
		assertRejected(() -> LengthCaptures.modbus(5), "max-size (5) is less than the 6 header bytes of a message");
		assertRejected(() -> new LengthField(LengthEncoding.BCD, 5, ByteOrder.BIG_ENDIAN, false), "1 to 4 bytes");
		assertRejected(() -> new LengthField(LengthEncoding.HEX, 9, ByteOrder.BIG_ENDIAN, false), "1 to 8 digits");
		assertRejected(() -> new LengthField(LengthEncoding.HEX, 8, ByteOrder.LITTLE_ENDIAN, false), "byte order");
	}

	@Test
	void framingsAreComparedByTheirBytes() {
		assertThat(LengthCaptures.enclosed(9)).isEqualTo(LengthCaptures.enclosed(9))
			.hasSameHashCodeAs(LengthCaptures.enclosed(9))
			.isNotEqualTo(LengthCaptures.enclosed(10))
			.isNotEqualTo(LengthCaptures.reserved(9))
			.asString()
			.endsWith("prefix=\\xaaU, suffix=\\x03]");
	}

	private static void assertRejected(Runnable maker, String message) {
		assertThatIllegalArgumentException().isThrownBy(maker::run).withMessageContaining(message);
	}

	private static Framing layout(int offset, LengthField field, int adjustment, int strip, int mirror) {
		return new LengthFraming(MAX, new LengthLayout(offset, field, adjustment, strip, mirror));
	}

}
