package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first bytes of a stream choose its framing.
 */
class FirstOfFramingTests {

	private static final Alternative STX = new Alternative(new byte[] { 2 }, DelimitedFraming.stxEtx(10));

	private static final Alternative GET = new Alternative(Frames.bytes("GET"), DelimitedFraming.crlf(20));

	private static final Alternative LINES = new Alternative(new byte[0], new LineFraming(10));

	@ParameterizedTest
	@CsvSource({ "\\x02a\\nb\\x03\\x02c\\x03, a\\nb, c, \\x02x\\x03", "GET\\n\\r\\n\\x02\\r\\n, GET\\n, \\x02, x\\r\\n",
			"GE\\r\\n\\x02b\\n, GE, \\x02b, x\\n", "G\\nGET\\n, G, GET, x\\n" })
	void framingIsChosenOnce(String stream, String first, String second, String written) throws IOException {
		Framing framing = new FirstOfFraming(List.of(STX, GET, LINES));
		byte[] wire = Frames.bytes(stream);
		for (int at = 0; at < wire.length; at++) {
			FrameReader reader = new FrameReader(framing, new FrameInput(
					new ScriptedStream(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length))));
			assertThat(reader.framing().frame(Frames.bytes("x"))).isEqualTo(Frames.bytes("x\\n"));
			assertThat(ByteSequence.describe(reader.read())).isEqualTo(first);
			assertThat(ByteSequence.describe(reader.read())).isEqualTo(second);
			assertThat(reader.read()).isNull();
			assertThat(reader.framing().frame(Frames.bytes("x"))).isEqualTo(Frames.bytes(written));
		}
	}

	@Test
	void streamThatFitsNoneIsRejected() {
		assertThatExceptionOfType(FrameException.class).isThrownBy(
				() -> Frames.readAll(new FirstOfFraming(List.of(STX, GET)), new ScriptedStream(Frames.bytes("GEx"))))
			.returns(ErrorCode.BAD_FRAME, FrameException::code);
		assertThatExceptionOfType(EOFException.class).isThrownBy(
				() -> Frames.readAll(new FirstOfFraming(List.of(STX, GET)), new ScriptedStream(Frames.bytes("GE"))));
	}

	@Test
	void endOfTheStreamMayChoose() throws IOException {
		Framing framing = new FirstOfFraming(List.of(GET, new Alternative(new byte[0], new UntilCloseFraming(10))));
		assertThat(Frames.readAll(framing, new ScriptedStream(Frames.bytes("GE")))).containsExactly("GE");
		assertThat(Frames.readAll(framing, new ScriptedStream())).isEmpty();
	}

	@Test
	void withoutOneForAllStreamsTheFirstIsTheUsualOne() {
		Framing framing = new FirstOfFraming(List.of(STX, GET));
		assertThat(framing.frame(Frames.bytes("x"))).isEqualTo(Frames.bytes("\\x02x\\x03"));
		assertThat(framing.refusal(new byte[11])).isNotNull();
		assertThat(framing.maxSize()).isEqualTo(20);
		assertThat(framing.maxFrameSize()).isEqualTo(22);
	}

}
