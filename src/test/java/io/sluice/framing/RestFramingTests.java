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
				Arguments.of(new SyslogFraming(4), "3 one<re>", "<re>"));
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
