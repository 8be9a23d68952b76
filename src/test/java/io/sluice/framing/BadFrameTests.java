package io.sluice.framing;

import java.nio.ByteOrder;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bytes that are no frame of a framing.
 */
class BadFrameTests {

	private static final int MAX = 1000;

	static Stream<Arguments> garbage() {
		return Stream.of(texts(), startBytes(), blocks(), lengths(), json(), cutJson())
			.flatMap((arguments) -> arguments);
	}

	private static Stream<Arguments> texts() {
		return Stream.of(
				Arguments.of(DelimitedFraming.stxEtx(MAX), "GET",
						"expected a frame to begin with STX (0x02), not 0x47 ('G')"),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "\\x02a\\x03\\r",
						"expected a frame to begin with STX (0x02), not 0x0d"),
				Arguments.of(DelimitedFraming.mllp(MAX), "MSH",
						"expected a frame to begin with VT (0x0b), not 0x4d ('M')"),
				Arguments.of(DelimitedFraming.mllp(MAX), "\\x0ba\\x1c\\r\\xff",
						"expected a frame to begin with VT (0x0b), not 0xff"));
	}

	/**
	 * A frame whose end was lost, and the next one, which is not to become a part of it.
	 */
	private static Stream<Arguments> startBytes() {
		String stx = "a frame begins with STX (0x02) before the previous one has ended";
		String vt = "a frame begins with VT (0x0b) before the previous one has ended";
		String one = "\\x0bMSH|1\\rPID|1||4711\\r";
		return Stream.of(Arguments.of(DelimitedFraming.stxEtx(MAX), "\\x02\\x02", stx),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "\\x02abc\\x02def\\x03", stx),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "\\x02abc\\x03\\x02abc\\r\\n\\x02def\\x03", stx),
				Arguments.of(DelimitedFraming.mllp(MAX), "\\x0b\\x0b", vt),
				Arguments.of(DelimitedFraming.mllp(MAX), one + "\\x0b", vt),
				Arguments.of(DelimitedFraming.mllp(MAX), one + "\\x1c" + one + "\\x1c\\r", vt),
				Arguments.of(DelimitedFraming.mllp(MAX), one + "\\x1c\\n" + one + "\\x1c\\r", vt),
				Arguments.of(DelimitedFraming.mllp(MAX), one + one + "\\x1c\\r", vt),
				Arguments.of(DelimitedFraming.mllp(MAX), one + "\\x1c\\r" + one + "x".repeat(600) + one, vt));
	}

	private static Stream<Arguments> blocks() {
		Framing lrc = BlockFraming.stxEtx(MAX, false,
				new StxEtxOptions(new byte[] { 3 }, BlockTrailer.LRC, null, new byte[] { 5 }));
		Framing hex = BlockFraming.stxEtx(MAX, false,
				new StxEtxOptions(new byte[] { 3 }, BlockTrailer.CHECKSUM_HEX, null, new byte[0]));
		Framing lenient = BlockFraming.mllp(MAX, false, false);
		return Stream.of(Arguments.of(lrc, "\\x05\\x02ab\\x03\\x01", "expected the checksum \\0, not \\x01"),
				Arguments.of(lrc, "\\x05\\x06", "expected a frame to begin with STX (0x02), not 0x06"),
				Arguments.of(lrc, "\\x02a\\x02", "a frame begins with STX (0x02) before the previous one has ended"),
				Arguments.of(hex, "\\x02ab\\x03C5\\r\\n", "expected the checksum C6\\r\\n, not C5\\r\\n"),
				Arguments.of(hex, "\\x02ab\\x03C6\\n\\r", "expected the checksum C6\\r\\n, not C6\\n\\r"),
				Arguments.of(hex, "\\x02ab\\x03C\\x02",
						"a frame begins with STX (0x02) before the previous one has ended"),
				Arguments.of(lenient, "\\x0ba\\x1c\\r\\n", "expected a frame to begin with VT (0x0b), not 0x0a"),
				Arguments.of(lenient, "\\x0ba\\x0b",
						"a frame begins with VT (0x0b) before the previous one has ended"));
	}

	private static Stream<Arguments> lengths() {
		Framing octets = new OctetCountingFraming(MAX);
		return Stream.of(
				Arguments.of(new LengthFraming(MAX, 2, ByteOrder.BIG_ENDIAN, true), "\\0\\x01",
						"a length of 1 is less than its own header of 2 bytes"),
				Arguments.of(new LengthFraming(MAX, 4, ByteOrder.LITTLE_ENDIAN, true), "\\x03\\0\\0\\0",
						"a length of 3 is less than its own header of 4 bytes"),
				Arguments.of(new AsciiLengthFraming(MAX, 4, true), "0003",
						"a length of 3 is less than its own header of 4 digits"),
				Arguments.of(new AsciiLengthFraming(MAX, 4, false), "12 ",
						"expected a digit of the message length, not 0x20"),
				Arguments.of(new AsciiLengthFraming(MAX, 4, false), "/",
						"expected a digit of the message length, not 0x2f ('/')"),
				Arguments.of(new AsciiLengthFraming(MAX, 4, false), "0001x:",
						"expected a digit of the message length, not 0x3a (':')"),
				Arguments.of(octets, "<34>", "expected a digit of the message length, not 0x3c ('<')"),
				Arguments.of(octets, " 1 a", "expected a digit of the message length, not 0x20"),
				Arguments.of(octets, "12x", "expected a digit of the message length, not 0x78 ('x')"),
				Arguments.of(octets, "0 ", "expected a message length to begin with 1 to 9, not 0x30 ('0')"),
				Arguments.of(octets, "1 x01 x", "expected a message length to begin with 1 to 9, not 0x30 ('0')"));
	}

	private static Stream<Arguments> json() {
		return Stream.of("a", "1", "\"", "}", "{}]", "[1],", "\\0", "[] \\x0b[]", "\\xef\\xbb\\xbf{}")
			.map((text) -> Arguments.of(new JsonFraming(MAX), text, "expected a JSON object or array, not 0x"));
	}

	/**
	 * An object whose end was lost, and the beginning of the next one.
	 */
	private static Stream<Arguments> cutJson() {
		return Stream
			.of("{\"a\":1{", "{\"a\":1\\n[", "{\"a\":{}{", "[1,[2][", "[\"a\"{", "{\"a\":\"x{\"b", "{\"a\":\"x\\n{\"\"",
					"{\"a\":\"x\\\\{\"b", "[true\"", "[1 2", "[{}1")
			.map((text) -> Arguments.of(new JsonFraming(MAX), text,
					"expected a comma, a colon or a closing bracket behind a JSON value, not 0x"));
	}

	@ParameterizedTest
	@MethodSource("garbage")
	void isRejectedAsSoonAsItIsKnown(Framing framing, String received, String message) {
		for (int most = 1; most < 4; most++) {
			ScriptedStream stream = ScriptedStream.ofChunks(Frames.bytes(received), most).staysOpen();
			assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Frames.readAll(framing, stream))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.BAD_FRAME))
				.withMessageStartingWith(message);
		}
	}

}
