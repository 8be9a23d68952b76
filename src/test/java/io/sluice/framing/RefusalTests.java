package io.sluice.framing;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What framings refuse to write, and that it is exactly what could not be read again.
 */
class RefusalTests {

	private static final int MAX = 20;

	private static final String TOO_LONG = "x".repeat(21);

	private static final String TOO_LONG_REASON = "21 bytes exceed max-size 20";

	static Stream<Arguments> reasons() {
		return Stream.of(reasonsOfContent(), reasonsOfOptions(), reasonsOfSize()).flatMap((reasons) -> reasons);
	}

	private static Stream<Arguments> reasonsOfContent() {
		return Stream.of(Arguments.of(new LineFraming(MAX), "a\\nb", "it contains the line end (LF)"),
				Arguments.of(new LineFraming(MAX), "a\\r",
						"it ends in CR, which would be read as part of the line end"),
				Arguments.of(new LineFraming(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(DelimitedFraming.crlf(MAX), "a\\r\\nb", "it contains the line end (CR LF)"),
				Arguments.of(DelimitedFraming.crlf(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(DelimitedFraming.nul(MAX), "\\0", "it contains a zero byte"),
				Arguments.of(DelimitedFraming.nul(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes("||")), "a||", "it contains the delimiter"),
				Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes("||")), "a|",
						"its end makes the delimiter come early"),
				Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes("||")), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "a\\x03b", "it contains the frame's end (ETX)"),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "a\\x02b", "it contains STX (0x02)"),
				Arguments.of(DelimitedFraming.stxEtx(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(DelimitedFraming.mllp(MAX), "\\x0bMSH", "it contains VT (0x0b)"),
				Arguments.of(DelimitedFraming.mllp(MAX), "a\\x1c\\r", "it contains the end block (FS CR)"),
				Arguments.of(DelimitedFraming.mllp(MAX), TOO_LONG, TOO_LONG_REASON));
	}

	private static Stream<Arguments> reasonsOfOptions() {
		Framing kept = DelimitedFraming.keptDelimiter(MAX, Frames.bytes("</a>"));
		Framing astm = BlockFraming.stxEtx(MAX, false, Capture.ASTM);
		Framing lenient = BlockFraming.mllp(MAX, false, false);
		return Stream.of(Arguments.of(kept, "<a>", "it does not end in the delimiter"),
				Arguments.of(kept, "<a></a>\\n", "it contains the delimiter before its end"),
				Arguments.of(kept, TOO_LONG, TOO_LONG_REASON),
				Arguments.of(astm, "1H", "it does not end in 0x03 or 0x17"),
				Arguments.of(astm, "", "it does not end in 0x03 or 0x17"),
				Arguments.of(astm, "1H\\x17\\x03", "it contains the frame's end (0x03 or 0x17)"),
				Arguments.of(astm, "1\\x02\\x03", "it contains STX (0x02)"),
				Arguments.of(lenient, "a\\x1cb", "it contains the frame's end (0x1c)"),
				Arguments.of(lenient, TOO_LONG, TOO_LONG_REASON),
				Arguments.of(new ChecksumLineFraming(MAX), "a*5A", "it ends in a checksum, which the framing adds"),
				Arguments.of(new ChecksumLineFraming(MAX), "a\\nb", "it contains the line end (LF)"),
				Arguments.of(new FixFraming(MAX), "",
						"it is not one FIX message, or its BodyLength does not lead to its CheckSum"),
				Arguments.of(new FixFraming(30), "8=FIX.4.4\\x019=6\\x0135=0\\x0110=163\\x01",
						"it is not one FIX message, or its BodyLength does not lead to its CheckSum"),
				Arguments.of(new FixFraming(30), "8=FIX.4.4\\x019=5\\x0135=0\\x0110=164\\x01",
						"its CheckSum is wrong, or its third field is not MsgType"),
				Arguments.of(new FixFraming(MAX), TOO_LONG, TOO_LONG_REASON));
	}

	private static Stream<Arguments> reasonsOfSize() {
		Framing big = new LengthFraming(1000, 1, ByteOrder.BIG_ENDIAN, true);
		return Stream.of(Arguments.of(big, "x".repeat(255), "255 bytes exceed the 254 that fit a length header of 1"),
				Arguments.of(new LengthFraming(MAX, 4, ByteOrder.BIG_ENDIAN, true), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(new AsciiLengthFraming(1000, 2, true), "x".repeat(98),
						"98 bytes exceed the 97 that fit a length header of 2 digits"),
				Arguments.of(new AsciiLengthFraming(MAX, 9, true), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(new OctetCountingFraming(MAX), "", "it is empty"),
				Arguments.of(new OctetCountingFraming(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(new FixedFraming(MAX, 10), "x".repeat(9), "it has 9 bytes, not 10"),
				Arguments.of(new FixedFraming(MAX, 10), "x".repeat(11), "it has 11 bytes, not 10"),
				Arguments.of(new RawFraming(MAX), TOO_LONG, TOO_LONG_REASON),
				Arguments.of(new JsonFraming(MAX), "[" + "1".repeat(19) + "]", TOO_LONG_REASON));
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void saysWhyAMessageCannotBeCarried(Framing framing, String message, String reason) {
		assertThat(framing.refusal(Frames.bytes(message))).isEqualTo(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', textBlock = """
			''           ~ it has no JSON object or array
			' \\n '      ~ it has no JSON object or array
			hello        ~ expected a JSON object or array, not 0x68 ('h')
			"{}"         ~ expected a JSON object or array, not 0x22 ('"')
			]            ~ expected a JSON object or array, not 0x5d (']')
			[{"a":"}]"}  ~ its JSON object or array is not closed
			{"a":1}{}    ~ more follows its JSON object or array
			[1] x        ~ more follows its JSON object or array
			{"a":[1}     ~ a JSON array is closed by }
			{"a":[1]]    ~ a JSON object is closed by ]
			{"a":1 "b":2} ~ expected a comma, a colon or a closing bracket behind a JSON value, not 0x22 ('"')
			""")
	void saysWhyAMessageIsNotJson(String message, String reason) {
		assertThat(new JsonFraming(MAX).refusal(Frames.bytes(message))).isEqualTo(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", " {}", "\\r\\n\\t [1] \\t\\r\\n" })
	void toleratesWhiteSpaceAroundJson(String message) {
		assertThat(new JsonFraming(MAX).refusal(Frames.bytes(message))).isNull();
	}

	@Test
	void acceptsWhatJustFits() {
		assertThat(new LengthFraming(1000, 1, ByteOrder.BIG_ENDIAN, false).refusal(new byte[255])).isNull();
		assertThat(new LengthFraming(1000, 1, ByteOrder.BIG_ENDIAN, true).refusal(new byte[254])).isNull();
		assertThat(new AsciiLengthFraming(1000, 2, false).refusal(new byte[99])).isNull();
		assertThat(new AsciiLengthFraming(1000, 2, true).refusal(new byte[97])).isNull();
	}

	static Stream<Arguments> alphabets() {
		return Stream.concat(
				Stream.of(Arguments.of(new LineFraming(MAX), "a\\r\\n", 8),
						Arguments.of(DelimitedFraming.crlf(MAX), "a\\r\\n", 8),
						Arguments.of(DelimitedFraming.nul(MAX), "a\\0\\x01", 7),
						Arguments.of(DelimitedFraming.stxEtx(MAX), "a\\x02\\x03", 7),
						Arguments.of(DelimitedFraming.mllp(MAX), "\\x0b\\x1c\\r", 8),
						Arguments.of(BlockFraming.mllp(MAX, true, true), "\\x0b\\x1c\\r", 7),
						Arguments.of(BlockFraming.mllp(MAX, false, false), "a\\x0b\\x1c\\r", 6),
						Arguments.of(BlockFraming.stxEtx(MAX, false, Capture.LRC), "a\\x02\\x03", 6),
						Arguments.of(BlockFraming.stxEtx(MAX, false, Capture.ASTM), "a\\x02\\x03\\x17\\x05", 5),
						Arguments.of(new ChecksumLineFraming(MAX), "$*0\\r\\n", 5),
						Arguments.of(DelimitedFraming.keptDelimiter(MAX, Frames.bytes("aba")), "abc", 7),
						Arguments.of(new JsonFraming(MAX), "{}[]\\\\\" ", 6)),
				Stream.of("\\r\\n.\\r\\n", "a", "aa", "aba", "abab", "aabaa", "abcabcab", "aaaaaaaa")
					.map((delimiter) -> Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes(delimiter)),
							delimiter.startsWith("a") ? "abc" : "\\r\\n.", 8)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("alphabets")
	void refusesExactlyWhatCouldNotBeReadAgain(Framing framing, String alphabet, int longest) throws IOException {
		byte[] letters = Frames.bytes(alphabet);
		for (int length = 0; length <= longest; length++) {
			for (int number = 0; number < Math.pow(letters.length, length); number++) {
				byte[] message = word(letters, length, number);
				assertThat(framing.refusal(message) == null).as(ByteSequence.describe(message))
					.isEqualTo(isReadAgain(framing, message));
			}
		}
	}

	private static byte[] word(byte[] letters, int length, int number) {
		byte[] word = new byte[length];
		int rest = number;
		for (int i = 0; i < length; i++) {
			word[i] = letters[rest % letters.length];
			rest /= letters.length;
		}
		return word;
	}

	private static boolean isReadAgain(Framing framing, byte[] message) throws IOException {
		ScriptedStream stream = new ScriptedStream(Frames.write(framing, message));
		String expected = ByteSequence.describe(message);
		try {
			return Frames.readAll(framing, stream)
				.equals(List.of((framing instanceof JsonFraming) ? expected.strip() : expected));
		}
		catch (IOException ex) {
			return false;
		}
	}

}
