package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Framings that drop what is no frame and go on: every whole frame becomes a message, no
 * message is made of two, and what is lost is counted.
 */
class DroppedFramesTests {

	private static final int MAX = 1000;

	private static final Framing MLLP = BlockFraming.mllp(MAX, true, true);

	private static final Framing LENIENT = BlockFraming.mllp(MAX, true, false);

	private static final Framing LRC = BlockFraming.stxEtx(MAX, true, Capture.LRC);

	private static final Framing HEX = BlockFraming.stxEtx(MAX, true,
			new StxEtxOptions(new byte[] { 3 }, BlockTrailer.CHECKSUM_HEX, null, new byte[] { 5 }));

	private static final Framing NAK = BlockFraming.stxEtx(MAX, false, Capture.ASTM);

	private static final Framing FIX = new FixFraming(MAX);

	private static final Framing SKIPPING_FIX = new SkippingFraming(FIX, new byte[] { '\r', '\n' }, false);

	private static final Framing NMEA = new ChecksumLineFraming(MAX);

	private static final String BEAT = FixMessages.of("35=0|34=2|");

	static Stream<Arguments> streams() {
		return Stream.of(blocks(), checksums(), fix(), lines()).flatMap((arguments) -> arguments);
	}

	private static Stream<Arguments> blocks() {
		return Stream.of(Arguments.of(MLLP, "\\x0bab\\x0bcd\\x1c\\r", List.of("cd"), 1),
				Arguments.of(MLLP, "\\x0b\\x0b\\x0bx\\x1c\\r", List.of("x"), 2),
				Arguments.of(MLLP, "\\x0ba\\x1c\\x0bb\\x1c\\r", List.of("b"), 1),
				Arguments.of(MLLP, "GET /\\r\\n\\x0bcd\\x1c\\r\\n\\x0be\\x1c\\r", List.of("cd", "e"), 2),
				Arguments.of(MLLP, "end of one\\x1c\\r\\x0bcd\\x1c\\r", List.of("cd"), 1),
				Arguments.of(LENIENT, "\\x0ba\\x1c\\r\\r\\x0bb\\x1c\\x0bc\\x1c\\r", List.of("a", "b", "c"), 0),
				Arguments.of(LENIENT, "\\r\\x0ba\\x1c\\r\\n\\x0bb\\x1c", List.of("a", "b"), 1));
	}

	private static Stream<Arguments> checksums() {
		return Stream.of(Arguments.of(LRC, "\\x02ab\\x03\\x01\\x02cd\\x03\\x04", List.of("!", "cd"), 0),
				Arguments.of(LRC, "\\x02ab\\x03\\x02cd\\x03\\x04", List.of("!", "cd"), 0),
				Arguments.of(HEX, "\\x02ab\\x03\\x02cd\\x03CA\\r\\n", List.of("cd"), 1),
				Arguments.of(HEX, "\\x02ab\\x03C6\\r\\x02cd\\x03ca\\r\\n\\x05", List.of("cd", "\\x05"), 1),
				Arguments.of(HEX, "\\x02ab\\x03C5\\r\\n\\x05\\x02cd\\x03CA\\r\\n", List.of("!", "\\x05", "cd"), 0),
				Arguments.of(HEX, "xx\\x05yy\\x05", List.of("\\x05", "\\x05"), 2),
				Arguments.of(NAK, "\\x05\\x021\\x0300\\r\\n\\x021\\x0334\\r\\n\\x04",
						List.of("\\x05", "!\\x15", "1\\x03", "\\x04"), 0));
	}

	private static Stream<Arguments> fix() {
		String broken = BEAT.replace("34=2", "34=3");
		return Stream.of(Arguments.of(FIX, broken + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, broken + broken + BEAT + broken, List.of(BEAT), 3),
				Arguments.of(FIX, broken + "\\r\\n" + BEAT, List.of(BEAT), 1),
				Arguments.of(SKIPPING_FIX, broken + "\\r\\n" + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, "\\r\\n" + BEAT + "\\r\\n" + BEAT, List.of(BEAT, BEAT), 2),
				Arguments.of(FIX, "8=FI8=FIX" + BEAT, List.of(BEAT), 2),
				Arguments.of(FIX, BEAT.replace("9=10", "9=11") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, BEAT.replace("9=10", "9=x") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, BEAT.replace("9=10", "9=") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, BEAT.replace("FIX.4.4", "FIX.4.4 and much more") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, BEAT.replace("\\x0110=", "x10=") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, FixMessages.of("34=2|35=0|") + BEAT, List.of(BEAT), 1),
				Arguments.of(FIX, "8=FIX.4.4\\x019=0\\x0110=000\\x01" + BEAT, List.of(BEAT), 1));
	}

	private static Stream<Arguments> lines() {
		return Stream.of(
				Arguments.of(NMEA, "$GPAAM,A,A,0.10,N,WPTNME*32\\r\\n", List.of("$GPAAM,A,A,0.10,N,WPTNME"), 0),
				Arguments.of(NMEA, "$GPAAM,A,A,0.10,N,WPTNME*33\\r\\n*00\\n", List.of("!", ""), 0),
				Arguments.of(NMEA, "$GPAAM,A\\n\\n$*00\\n", List.of("!", "!", "$"), 0),
				Arguments.of(NMEA, "a*61*61\\n", List.of("!"), 0),
				Arguments.of(NMEA, "\\\\s:r,c:1*5B\\\\!A*41\\n", List.of("\\\\s:r,c:1*5B\\\\!A"), 0));
	}

	@ParameterizedTest
	@MethodSource("streams")
	void whatIsNoFrameIsDroppedAndCountedHoweverItArrives(Framing framing, String wire, List<String> messages,
			int drops) throws IOException {
		byte[] bytes = Frames.bytes(wire);
		for (int most = 1; most <= bytes.length; most++) {
			Collected collected = collect(framing, ScriptedStream.ofChunks(bytes, most));
			assertThat(collected).as("pieces of %d", most).isEqualTo(new Collected(messages, drops));
		}
	}

	static Stream<Framing> resyncing() {
		return Stream.of(MLLP, LENIENT, LRC, HEX, FIX);
	}

	@ParameterizedTest
	@MethodSource("resyncing")
	void aCutFrameCostsNoOther(Framing framing) throws IOException {
		byte[] first = Frames.bytes((framing == FIX) ? FixMessages.of("35=0|58=first|") : "first");
		byte[] second = Frames.bytes((framing == FIX) ? BEAT : "second");
		byte[] frame = Frames.write(framing, first);
		byte[] next = Frames.write(framing, second, second);
		String whole = ByteSequence.describe(second);
		for (int cut = 1; cut < first.length; cut++) {
			byte[] wire = Arrays.copyOf(frame, cut + next.length);
			System.arraycopy(next, 0, wire, cut, next.length);
			assertThat(collect(framing, new ScriptedStream(wire))).as("cut at %d", cut)
				.isEqualTo(new Collected(List.of(whole, whole), 1));
		}
	}

	static Stream<Framing> all() {
		return Stream.of(MLLP, LENIENT, LRC, HEX, NAK, FIX, NMEA, BlockFraming.mllp(MAX, false, false),
				BlockFraming.stxEtx(MAX, false, Capture.LRC),
				DelimitedFraming.keptDelimiter(MAX, Frames.bytes("</a>")));
	}

	@ParameterizedTest
	@MethodSource("all")
	void randomBytesAreNoMoreThanBadFrames(Framing framing) throws IOException {
		byte[] alphabet = Frames
			.bytes("\\x02\\x03\\x0b\\x1c\\r\\n\\x17\\x05a*0$</a>8=FIX.4.2\\x019=5\\x0135=0\\x0110=");
		for (int seed = 0; seed < 300; seed++) {
			Random random = new Random(20_260_104L + seed);
			byte[] wire = new byte[random.nextInt(1, 3000)];
			for (int i = 0; i < wire.length; i++) {
				wire[i] = alphabet[random.nextInt(alphabet.length)];
			}
			Collected whole = collect(framing, new ScriptedStream(wire));
			assertThat(collect(framing, ScriptedStream.ofRandomChunks(wire, random))).as("seed %d", seed)
				.isEqualTo(whole);
		}
	}

	@Test
	void frameBehindADroppedOneHasADeadlineOfItsOwn() throws IOException {
		List<String> events = new ArrayList<>();
		FrameInput input = new FrameInput(
				new ScriptedStream(Frames.bytes("\\x0ba"), Frames.bytes("b\\x0bc"), Frames.bytes("\\x1c\\r")),
				new Readiness() {

					@Override
					public boolean await(boolean insideFrame) {
						events.add(insideFrame ? "inside" : "between");
						return false;
					}

					@Override
					public void restartDeadline() {
						events.add("restart");
					}

				});
		assertThat(new FrameReader(MLLP, input).read()).asString().isEqualTo("c");
		assertThat(events).containsExactly("between", "inside", "restart", "inside");
	}

	/**
	 * All messages of a stream, with "!" and the answer for each frame that is rejected,
	 * and "X" where no further frame can be read.
	 */
	private static Collected collect(Framing framing, ScriptedStream stream) throws IOException {
		int[] drops = new int[1];
		FrameReader reader = new FrameReader(framing, new FrameInput(stream, new Readiness() {

			@Override
			public boolean await(boolean insideFrame) {
				return false;
			}

			@Override
			public void recordDrop() {
				drops[0]++;
			}

		}));
		List<String> messages = new ArrayList<>();
		boolean more = true;
		while (more) {
			try {
				byte[] message = reader.read();
				more = message != null;
				if (message != null) {
					messages.add(ByteSequence.describe(message));
				}
			}
			catch (FrameException ex) {
				more = ex.isResumable();
				byte[] answer = ex.answer();
				messages.add(more ? "!" + ((answer != null) ? ByteSequence.describe(answer) : "") : "X");
			}
			catch (EOFException ex) {
				more = false;
			}
		}
		return new Collected(messages, drops[0]);
	}

	/**
	 * What came of a stream.
	 */
	private record Collected(List<String> messages, int drops) {

	}

}
