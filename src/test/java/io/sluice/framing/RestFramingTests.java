package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What follows the last terminator when the stream ends.
 */
class RestFramingTests {

	static Stream<Arguments> rests() {
		return Stream.of(Arguments.of(new LineFraming(4), "one\\nrest", "rest"),
				Arguments.of(new LineFraming(4), "one\\nrest\\r", "rest"),
				Arguments.of(DelimitedFraming.crlf(4), "one\\r\\nres\\r", "res\\r"),
				Arguments.of(DelimitedFraming.nul(4), "one\\0rest", "rest"),
				Arguments.of(DelimitedFraming.delimiter(4, Frames.bytes("||")), "one||re|", "re|"),
				Arguments.of(new SyslogFraming(4), "3 one<re>", "<re>"),
				Arguments.of(DelimitedFraming.stxEtx(4), "\\x02one\\x03\\x02rest", "rest"),
				Arguments.of(DelimitedFraming.mllp(4), "\\x0bone\\x1c\\r\\x0brest", "rest"),
				Arguments.of(BlockFraming.mllp(4, false, false), "\\x0bone\\x1c\\x0brest", "rest"),
				Arguments.of(BlockFraming.stxEtx(4, true, StxEtxOptions.PLAIN), "?\\x02one\\x03\\r\\x02re\\x02rest",
						"rest"),
				Arguments.of(new ChecksumLineFraming(5), "one*64\\r\\n$rest*10", "$rest"),
				Arguments.of(new ChecksumLineFraming(5), "one*64\\n$rest*10\\r", "$rest"));
	}

	@ParameterizedTest
	@MethodSource("rests")
	void restIsTheLastMessage(Framing framing, String stream, String rest) throws IOException {
		Framing tolerant = new RestFraming(framing);
		assertThat(Frames.readAll(tolerant, new ScriptedStream(Frames.bytes(stream)))).containsExactly("one", rest);
		assertThat(Frames.readAll(tolerant, ScriptedStream.ofChunks(Frames.bytes(stream), 1))).containsExactly("one",
				rest);
	}

	@Test
	void endBehindATerminatorIsNoMessage() throws IOException {
		assertThat(Frames.readAll(new RestFraming(new LineFraming(4)), new ScriptedStream(Frames.bytes("one\\n"))))
			.containsExactly("one");
		assertThat(Frames.readAll(new RestFraming(new LineFraming(4)), new ScriptedStream())).isEmpty();
	}

	@Test
	void controlBytesAndNoiseAtTheEndAreNoRest() throws IOException {
		Framing framing = new RestFraming(BlockFraming.stxEtx(4, true,
				new StxEtxOptions(new byte[] { 3 }, BlockTrailer.NONE, null, new byte[] { 4 })));
		assertThat(Frames.readAll(framing, new ScriptedStream(Frames.bytes("\\x02one\\x03\\x04\\r\\n"))))
			.containsExactly("one", "\\x04");
	}

	@Test
	void restWithAWrongChecksumIsNoMessage() {
		for (String rest : new String[] { "$rest*00", "$rest", "a" }) {
			assertThatExceptionOfType(FrameException.class)
				.isThrownBy(() -> Frames.readAll(new RestFraming(new ChecksumLineFraming(10)),
						new ScriptedStream(Frames.bytes(rest))))
				.returns(ErrorCode.BAD_FRAME, FrameException::code);
		}
	}

	@Test
	void restHasTheSameMaximum() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> Frames.readAll(new RestFraming(DelimitedFraming.crlf(4)),
					new ScriptedStream(Frames.bytes("rest\\r"))))
			.returns(ErrorCode.FRAME_TOO_LARGE, FrameException::code);
	}

	@Test
	void frameWithALengthHasNoRest() {
		assertThatExceptionOfType(EOFException.class).isThrownBy(
				() -> Frames.readAll(new RestFraming(new SyslogFraming(100)), new ScriptedStream(Frames.bytes("12"))));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Frames
			.readAll(new RestFraming(new SyslogFraming(100)), new ScriptedStream(Frames.bytes("12 <13>half"))));
	}

	@Test
	void restOfAStreamThatThisSideHasEndedIsNoMessage() {
		Readiness ended = new Readiness() {

			@Override
			public boolean await(boolean insideFrame) {
				return true;
			}

			@Override
			public boolean isCutShort() {
				return true;
			}

		};
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("half")), ended);
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> Frames.readAll(new RestFraming(new LineFraming(10)), input));
	}

}
