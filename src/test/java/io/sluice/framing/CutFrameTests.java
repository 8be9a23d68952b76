package io.sluice.framing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that loses a part of a frame and goes on with the next one: in framings that
 * can see it, no message is made of two.
 */
class CutFrameTests {

	private static final int MAX = 1000;

	private static final String ORDER = "{\"order\":[1,{\"item\":\"x y\",\"note\":\"a \\\\\" {b\"}, true],\"n\":-1.5e7}";

	static Stream<Arguments> framings() {
		return Stream.of(Arguments.of(DelimitedFraming.mllp(MAX), "MSH|^~\\\\&|1\\rPID|1||4711\\r", "MSH|^~\\\\&|2\\r"),
				Arguments.of(DelimitedFraming.stxEtx(MAX), "first", "second"),
				Arguments.of(BlockFraming.mllp(MAX, false, false), "MSH|1\\rPID|1||4711\\r", "MSH|2\\r"),
				Arguments.of(BlockFraming.stxEtx(MAX, false, Capture.LRC), "first", "second"),
				Arguments.of(new FixFraming(MAX), FixMessages.of("35=0|58=first|"), FixMessages.of("35=0|58=second|")),
				Arguments.of(new JsonFraming(MAX), ORDER, "{\"second\":[{}]}"),
				Arguments.of(new JsonFraming(MAX), "[" + ORDER + ", []]", "{\"second\":\"message\"}"));
	}

	@ParameterizedTest
	@MethodSource("framings")
	void noMessageIsMadeOfTwo(Framing framing, String first, String second) {
		byte[] frame = Frames.write(framing, Frames.bytes(first));
		byte[] next = Frames.write(framing, Frames.bytes(second), Frames.bytes(second));
		int whole = Frames.bytes(first).length;
		for (int cut = 1; cut < whole; cut++) {
			assertThat(readUntilBroken(framing, concat(Arrays.copyOf(frame, cut), next))).as("cut at %d", cut)
				.isSubsetOf(first, second);
		}
	}

	private static byte[] concat(byte[]... parts) {
		byte[] all = new byte[Stream.of(parts).mapToInt((part) -> part.length).sum()];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, at, part.length);
			at += part.length;
		}
		return all;
	}

	private static List<String> readUntilBroken(Framing framing, byte[] wire) {
		List<String> messages = new ArrayList<>();
		FrameReader reader = new FrameReader(framing, new FrameInput(new ScriptedStream(wire)));
		try {
			for (byte[] message = reader.read(); message != null; message = reader.read()) {
				messages.add(ByteSequence.describe(message));
			}
		}
		catch (IOException ex) {
			// that is how it is found out
		}
		return messages;
	}

}
