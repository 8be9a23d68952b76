package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for every framing that has boundaries, tried on captured frames.
 */
@ParameterizedClass
@MethodSource("captures")
class FramingTests {

	private final Capture capture;

	private final Framing framing;

	private final byte[] received;

	FramingTests(Capture capture) {
		this.capture = capture;
		this.framing = capture.framing();
		this.received = capture.received();
	}

	static Stream<Capture> captures() {
		return Capture.all();
	}

	@Test
	void readsWhatWasCaptured() throws IOException {
		assertThat(Frames.readAll(this.framing, new ScriptedStream(this.received))).isEqualTo(this.capture.messages());
	}

	@Test
	void writesWhatWasCaptured() {
		assertThat(this.capture.frames()).allSatisfy((frame) -> {
			byte[] message = Frames.bytes(frame.message());
			assertThat(this.framing.refusal(message)).isNull();
			assertThat(ByteSequence.describe(Frames.write(this.framing, message))).isEqualTo(frame.sent());
		});
	}

	@Test
	void readsFramesSplitAnywhere() throws IOException {
		for (int at = 1; at < this.received.length; at++) {
			ScriptedStream stream = new ScriptedStream(Arrays.copyOf(this.received, at),
					Arrays.copyOfRange(this.received, at, this.received.length));
			assertThat(Frames.readAll(this.framing, stream)).as("split at %d", at).isEqualTo(this.capture.messages());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7 })
	void readsFramesInSmallPieces(int most) throws IOException {
		assertThat(Frames.readAll(this.framing, ScriptedStream.ofChunks(this.received, most)))
			.isEqualTo(this.capture.messages());
	}

	@Test
	void readsOnlyWhenTheFrameIsNotComplete() throws IOException {
		FrameInput input = new FrameInput(ScriptedStream.ofChunks(this.received, 1).staysOpen());
		for (String message : this.capture.messages()) {
			assertThat(ByteSequence.describe(Frames.readOne(this.framing, input))).isEqualTo(message);
			assertThat(input.isEmpty()).isTrue();
		}
	}

	@Test
	void readsManyFramesFromFewReads() throws IOException {
		int rounds = 300;
		byte[] wire = new byte[rounds * this.received.length];
		for (int i = 0; i < rounds; i++) {
			System.arraycopy(this.received, 0, wire, i * this.received.length, this.received.length);
		}
		ScriptedStream stream = new ScriptedStream(wire).staysOpen();
		FrameInput input = new FrameInput(stream);
		for (int i = 0; i < rounds; i++) {
			for (String message : this.capture.messages()) {
				assertThat(ByteSequence.describe(Frames.readOne(this.framing, input))).isEqualTo(message);
			}
		}
		assertThat(stream.asked()).hasSizeLessThanOrEqualTo(2 + wire.length / (7 * 1024));
	}

	@Test
	void tellsTheEndBetweenFramesFromTheEndInsideOne() throws IOException {
		for (int end = 0; end <= this.received.length; end++) {
			ScriptedStream stream = new ScriptedStream(Arrays.copyOf(this.received, end));
			if (this.capture.isBoundary(end)) {
				Frames.readAll(this.framing, stream);
			}
			else {
				assertThatExceptionOfType(EOFException.class).as("end at %d", end)
					.isThrownBy(() -> Frames.readAll(this.framing, stream));
			}
		}
	}

	@Test
	void returnsAnArrayOfItsOwn() throws IOException {
		FrameInput input = new FrameInput(new ScriptedStream(this.received));
		byte[] message = Frames.readOne(this.framing, input);
		Arrays.fill(message, (byte) 0xff);
		assertThat(Frames.readAll(this.framing, input))
			.isEqualTo(this.capture.messages().subList(1, this.capture.messages().size()));
		input = new FrameInput(new ScriptedStream(this.received, this.received));
		message = Frames.readOne(this.framing, input);
		Frames.readAll(this.framing, input);
		assertThat(ByteSequence.describe(message)).isEqualTo(this.capture.messages().getFirst());
	}

}
