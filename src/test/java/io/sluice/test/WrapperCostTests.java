package io.sluice.test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.framing.LengthEncoding;
import io.sluice.framing.LengthField;
import io.sluice.framing.LengthFraming;
import io.sluice.framing.LengthLayout;
import io.sluice.framing.LineFraming;
import io.sluice.framing.OversizeFraming;
import io.sluice.framing.RestFraming;
import io.sluice.framing.SkippingFraming;
import io.sluice.spi.Framing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Framings with a length copy a body once and scan nothing of it; those with an end scan
 * it once. What wraps them adds nothing.
 */
class WrapperCostTests {

	private static final int BODY = 4000;

	private static final int SEGMENT = 100;

	/** Looks at headers, and again at the last byte of each segment and the last one. */
	private static final int AROUND = 4 * SEGMENT;

	/** The beginning of a dropped message, which its error reply may need. */
	private static final int BEGINNING = 1024;

	private static final Framing LINE = new LineFraming(BODY);

	private static final Framing CRLF = DelimitedFraming.crlf(BODY);

	private static final Framing LENGTH = new LengthFraming(BODY, 4, ByteOrder.BIG_ENDIAN, false);

	/**
	 * Framings, and how often each byte of a body may be looked at, its copy included.
	 */
	static Stream<Arguments> framings() {
		LengthField hex = new LengthField(LengthEncoding.HEX, 4, ByteOrder.BIG_ENDIAN, false);
		return Stream.of(Arguments.of(LENGTH, 1),
				Arguments.of(new LengthFraming(BODY, new LengthLayout(2, hex, 0, 6, 0)), 1),
				Arguments.of(new LengthFraming(BODY, new LengthLayout(0, hex, 0, 4, 0), bytes("<"), bytes(">")), 1),
				Arguments.of(LINE, 2), Arguments.of(CRLF, 2),
				Arguments.of(new SkippingFraming(LINE, bytes("\r\n"), false), 2),
				Arguments.of(new SkippingFraming(LINE, new byte[0], true), 2), Arguments.of(new RestFraming(LINE), 2),
				Arguments.of(new RestFraming(CRLF), 2), Arguments.of(new OversizeFraming(LINE, false), 2),
				Arguments.of(new OversizeFraming(LENGTH, true), 1), Arguments.of(firstOf(LINE), 2),
				Arguments.of(firstOf(LENGTH), 1), Arguments
					.of(new SkippingFraming(new OversizeFraming(new RestFraming(LINE), true), bytes("\n"), true), 2));
	}

	@ParameterizedTest
	@MethodSource("framings")
	void bodyIsScannedAndCopiedOnce(Framing framing, int looks) {
		byte[] body = bytes("x".repeat(BODY));
		assertThat(looks(framing, framing.frame(body))).isBetween((long) BODY, (long) looks * BODY + AROUND);
	}

	/**
	 * Framings, and how often each byte of a frame that is too large may be looked at.
	 */
	static Stream<Arguments> tolerant() {
		return Stream.of(Arguments.of(new OversizeFraming(LINE, false), 1),
				Arguments.of(new OversizeFraming(CRLF, false), 1), Arguments.of(new OversizeFraming(LENGTH, false), 0));
	}

	@ParameterizedTest
	@MethodSource("tolerant")
	void largeFrameIsScannedOnceAndOnlyItsBeginningIsCopied(Framing framing, int looks) {
		int size = 3 * BODY;
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.writeBytes(new byte[] { 0, 0, (byte) (size >> 8), (byte) size });
		frame.writeBytes(bytes("x".repeat(size) + "\r\n"));
		assertThat(looks(framing, frame.toByteArray())).isLessThanOrEqualTo((long) looks * size + BEGINNING + AROUND);
	}

	private static Framing firstOf(Framing framing) {
		return new FirstOfFraming(List.of(new Alternative(bytes("GET "), LINE), new Alternative(new byte[0], framing)));
	}

	private static long looks(Framing framing, byte[] bytes) {
		int[] cuts = IntStream.iterate(SEGMENT, (cut) -> cut < bytes.length, (cut) -> cut + SEGMENT).toArray();
		return DecoderStream.of(framing, bytes, cuts).buffer().looks();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
