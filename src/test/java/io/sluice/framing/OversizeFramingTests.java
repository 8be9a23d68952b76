package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages that are too large, in framings that know where they end.
 */
class OversizeFramingTests {

	private static final int MAX = 8;

	static Stream<Arguments> framings() {
		return Stream.of(Arguments.of(new LineFraming(MAX), new LineFraming(100)),
				Arguments.of(DelimitedFraming.crlf(MAX), DelimitedFraming.crlf(100)),
				Arguments.of(DelimitedFraming.nul(MAX), DelimitedFraming.nul(100)),
				Arguments.of(DelimitedFraming.delimiter(MAX, Frames.bytes("\\r\\n.\\r\\n")),
						DelimitedFraming.delimiter(100, Frames.bytes("\\r\\n.\\r\\n"))),
				Arguments.of(DelimitedFraming.stxEtx(MAX), DelimitedFraming.stxEtx(100)),
				Arguments.of(DelimitedFraming.mllp(MAX), DelimitedFraming.mllp(100)),
				Arguments.of(new LengthFraming(MAX, 2, ByteOrder.BIG_ENDIAN, false),
						new LengthFraming(100, 2, ByteOrder.BIG_ENDIAN, false)),
				Arguments.of(new LengthFraming(MAX, 4, ByteOrder.LITTLE_ENDIAN, true),
						new LengthFraming(100, 4, ByteOrder.LITTLE_ENDIAN, true)),
				Arguments.of(new AsciiLengthFraming(MAX, 3, true), new AsciiLengthFraming(100, 3, true)),
				Arguments.of(new OctetCountingFraming(MAX), new OctetCountingFraming(100)),
				Arguments.of(new SyslogFraming(MAX), new SyslogFraming(100)),
				Arguments.of(new JsonFraming(MAX), new JsonFraming(100)));
	}

	@ParameterizedTest
	@MethodSource("framings")
	void largeMessageIsDroppedAndTheNextOnesAreRead(Framing framing, Framing larger) throws IOException {
		byte[] wire = wire(larger);
		List<String> expected = List.of("{\"a\":1}", "too large", "[\"b\"]", "too large", "too large", "[1]");
		assertThat(readOn(new OversizeFraming(framing, false), new ScriptedStream(wire))).isEqualTo(expected);
		for (int at = 1; at < wire.length; at++) {
			assertThat(readOn(new OversizeFraming(framing, false),
					new ScriptedStream(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length))))
				.as("split at %d", at)
				.isEqualTo(expected);
		}
		assertThat(readOn(new OversizeFraming(framing, false), ScriptedStream.ofChunks(wire, 1))).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("framings")
	void beginningOfALargeMessageIsDelivered(Framing framing, Framing larger) throws IOException {
		byte[] wire = wire(larger);
		List<String> expected = List.of("{\"a\":1}", "[\"abcdef...", "[\"b\"]", "[1,2,3,4...", "[3,4,5,6...", "[1]");
		assertThat(readOn(new OversizeFraming(framing, true), new ScriptedStream(wire))).isEqualTo(expected);
		for (int at = 1; at < wire.length; at++) {
			assertThat(readOn(new OversizeFraming(framing, true),
					new ScriptedStream(Arrays.copyOf(wire, at), Arrays.copyOfRange(wire, at, wire.length))))
				.as("split at %d", at)
				.isEqualTo(expected);
		}
		assertThat(readOn(new OversizeFraming(framing, true), ScriptedStream.ofChunks(wire, 1))).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("framings")
	void endInsideALargeFrameIsTheEndInsideAFrame(Framing framing, Framing larger) {
		byte[] frame = Frames.write(larger, Frames.bytes("[\"abcdefghijklmnopqrst\"]"));
		int end = (framing instanceof JsonFraming) ? frame.length - 1 : frame.length;
		for (boolean truncate : new boolean[] { false, true }) {
			for (int at = 1; at < end; at++) {
				byte[] half = Arrays.copyOf(frame, at);
				assertThatExceptionOfType(EOFException.class).as("end at %d", at)
					.isThrownBy(() -> readOn(new OversizeFraming(framing, truncate), new ScriptedStream(half)));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void restOfALargeFrameIsDiscardedWithoutMemory(boolean truncate) throws IOException {
		for (String frame : new String[] { "\\xff\\xff\\xff\\xff", "line" }) {
			Framing framing = frame.equals("line") ? new LineFraming(MAX)
					: new LengthFraming(MAX, 4, ByteOrder.BIG_ENDIAN, false);
			long size = 0xffffffffL / (frame.equals("line") ? 64 : 16);
			FrameInput input = new FrameInput(new Endless(Frames.bytes(frame), size));
			FrameReader reader = new FrameReader(new OversizeFraming(framing, truncate), input);
			assertThatExceptionOfType(EOFException.class).isThrownBy(reader::read);
			assertThat(input.held()).isLessThanOrEqualTo(64 * 1024);
		}
	}

	@Test
	void startByteInALargeFrameShowsThatItsEndWasLost() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> readOn(new OversizeFraming(DelimitedFraming.stxEtx(MAX), false),
					new ScriptedStream(Frames.bytes("\\x02abcdefghijkl"), Frames.bytes("mn\\x02next\\x03"))))
			.returns(ErrorCode.BAD_FRAME, FrameException::code);
	}

	@Test
	void largeLengthThatDoesNotEndIsNotReadOn() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> readOn(new OversizeFraming(new OctetCountingFraming(MAX), false),
					ScriptedStream.ofChunks("9".repeat(20).getBytes(StandardCharsets.US_ASCII), 1)))
			.returns(ErrorCode.FRAME_TOO_LARGE, FrameException::code)
			.returns(false, FrameException::isResumable);
	}

	@Test
	void jsonThatIsNestedWithoutEndIsNotReadOn() {
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> readOn(new OversizeFraming(new JsonFraming(MAX), false),
					new ScriptedStream("[".repeat(20).getBytes(StandardCharsets.US_ASCII))))
			.returns(ErrorCode.FRAME_TOO_LARGE, FrameException::code)
			.returns(false, FrameException::isResumable);
	}

	@Test
	void largeRestIsTreatedLikeAnyOtherLargeMessage() throws IOException {
		Framing framing = new RestFraming(DelimitedFraming.crlf(4));
		for (String stream : new String[] { "one\\r\\nlarge", "one\\r\\nlarge rest\\r", "one\\r\\nlarg\\r" }) {
			byte[] wire = Frames.bytes(stream);
			assertThat(readOn(new OversizeFraming(framing, false), new ScriptedStream(wire))).containsExactly("one",
					"too large");
			assertThat(readOn(new OversizeFraming(framing, true), ScriptedStream.ofChunks(wire, 1)))
				.containsExactly("one", "larg...");
		}
	}

	private static byte[] wire(Framing larger) {
		return Frames.write(larger, Frames.bytes("{\"a\":1}"), Frames.bytes("[\"abcdefghijklmnopqrst\"]"),
				Frames.bytes("[\"b\"]"), Frames.bytes("[1,2,3,4]"), Frames.bytes("[3,4,5,6,7]"), Frames.bytes("[1]"));
	}

	private static List<String> readOn(Framing framing, InputStream stream) throws IOException {
		List<String> messages = new ArrayList<>();
		FrameInput input = new FrameInput(stream);
		FrameReader reader = new FrameReader(framing, input);
		String message = "";
		while (message != null) {
			message = readOne(reader, input);
			if (message != null) {
				messages.add(message);
			}
		}
		assertThat(input.isEmpty()).isTrue();
		return messages;
	}

	private static @Nullable String readOne(FrameReader reader, FrameInput input) throws IOException {
		try {
			byte[] message = reader.read();
			return (message != null) ? ByteSequence.describe(message) + (input.takeTruncation() ? "..." : "") : null;
		}
		catch (FrameException ex) {
			if (!ex.isResumable()) {
				throw ex;
			}
			assertThat(ex.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
			return "too large";
		}
	}

	/**
	 * Some bytes, and then as many zeros as are wanted.
	 */
	private static final class Endless extends InputStream {

		private final byte[] first;

		private long left;

		private boolean begun;

		Endless(byte[] first, long size) {
			this.first = first;
			this.left = size;
		}

		@Override
		public int read() {
			throw new AssertionError("read byte by byte");
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			if (!this.begun) {
				this.begun = true;
				System.arraycopy(this.first, 0, target, offset, this.first.length);
				return this.first.length;
			}
			int count = (int) Math.min(length, this.left);
			this.left -= count;
			Arrays.fill(target, offset, offset + count, (byte) 0);
			return (count > 0) ? count : -1;
		}

		@Override
		public int available() {
			return (int) Math.min(Integer.MAX_VALUE, this.left);
		}

	}

}
