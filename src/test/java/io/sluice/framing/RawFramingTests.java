package io.sluice.framing;

import java.io.IOException;
import java.util.List;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RawFraming}.
 */
class RawFramingTests {

	private final Framing framing = new RawFraming(4);

	@Test
	void aMessageIsWhatOneReadYields() throws IOException {
		ScriptedStream stream = new ScriptedStream(Frames.bytes("ab"), Frames.bytes("\\0"), Frames.bytes("\\r\\nc"));
		assertThat(Frames.readAll(this.framing, stream)).isEqualTo(List.of("ab", "\\0", "\\r\\nc"));
	}

	@Test
	void aMessageIsCutAtMaxSize() throws IOException {
		ScriptedStream stream = new ScriptedStream(Frames.bytes("abcdefghi"), Frames.bytes("j"));
		assertThat(Frames.readAll(this.framing, stream)).isEqualTo(List.of("abcd", "efgh", "i", "j"));
	}

	@Test
	void theRestOfAReadIsReturnedWithoutReadingAgain() throws IOException {
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("abcde")).staysOpen());
		assertThat(Frames.readOne(this.framing, input)).hasSize(4);
		assertThat(Frames.readOne(this.framing, input)).hasSize(1);
	}

	@Test
	void theEndOfTheStreamIsNeverInsideAMessage() throws IOException {
		assertThat(Frames.readAll(this.framing, new ScriptedStream())).isEmpty();
	}

	@Test
	void bytesAreWrittenAsTheyAre() {
		assertThat(Frames.write(this.framing, Frames.bytes("a\\0"), new byte[0], Frames.bytes("\\n")))
			.isEqualTo(Frames.bytes("a\\0\\n"));
	}

	@Test
	void anyMessageUpToMaxSizeIsAccepted() {
		assertThat(this.framing.refusal(new byte[0])).isNull();
		assertThat(this.framing.refusal(new byte[4])).isNull();
		assertThat(this.framing.refusal(new byte[5])).isEqualTo("5 bytes exceed max-size 4");
	}

}
