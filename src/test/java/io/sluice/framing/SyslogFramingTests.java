package io.sluice.framing;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Both forms of syslog over TCP, on examples of RFC 5424 and on what util-linux' logger
 * sends with and without {@code --octet-count}.
 */
class SyslogFramingTests {

	private static final SyslogFraming FRAMING = new SyslogFraming(1000);

	private static final String OLD = "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8";

	private static final String NEW = "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \\xef\\xbb\\xbf'su root' failed";

	@Test
	void formIsToldFrameByFrame() throws IOException {
		byte[] wire = Frames.bytes(OLD + "\\n84 " + NEW + OLD + "\\r\\n6 <1>a\\nb");
		assertThat(Frames.bytes(NEW)).hasSize(84);
		List<String> messages = List.of(OLD, NEW, OLD, "<1>a\\nb");
		assertThat(Frames.readAll(FRAMING, new ScriptedStream(wire))).isEqualTo(messages);
		assertThat(Frames.readAll(FRAMING, ScriptedStream.ofChunks(wire, 1))).isEqualTo(messages);
		for (int at = 1; at < wire.length; at++) {
			assertThat(Frames.readAll(FRAMING,
					new ScriptedStream(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length))))
				.isEqualTo(messages);
		}
	}

	@Test
	void bothFormsOfTheSameSenderAreRead() throws IOException {
		String old = "<13>Dec  1 08:39:36 vm app: two words";
		String current = "<13>1 2026-12-01T08:39:36.650058+00:00 vm app - - "
				+ "[timeQuality tzKnown=\"1\" isSynced=\"0\"] two words";
		byte[] wire = Frames.bytes("37 " + old + old + "\\n98 " + current + current + "\\n");
		assertThat(Frames.readAll(FRAMING, ScriptedStream.ofChunks(wire, 7))).containsExactly(old, old, current,
				current);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 ", "a", "\\n", " ", "1x" })
	void otherBytesAreNoFrame(String stream) {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> Frames.readAll(FRAMING, new ScriptedStream(Frames.bytes(stream))))
			.returns(ErrorCode.BAD_FRAME, FrameException::code);
	}

	@Test
	void messagesAreWrittenWithALength() {
		assertThat(Frames.write(FRAMING, Frames.bytes("a\\nb"))).asString().isEqualTo("3 a\nb");
		assertThat(FRAMING.refusal(new byte[0])).isEqualTo("it is empty");
	}

}
