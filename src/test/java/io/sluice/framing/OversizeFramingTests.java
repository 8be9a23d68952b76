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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Messages that are too large, in framings that know where they end.
 */
class OversizeFramingTests {

	private static final int MAX = 8;

	private static final StxEtxOptions HEX = new StxEtxOptions(new byte[] { 3 }, BlockTrailer.CHECKSUM_HEX,
			new byte[] { 0x15 }, new byte[] { 5 });

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
				Arguments.of(new JsonFraming(MAX), new JsonFraming(100)), blocks(false, Capture.LRC),
				blocks(true, Capture.LRC), blocks(false, HEX), blocks(true, StxEtxOptions.PLAIN),
				Arguments.of(BlockFraming.mllp(MAX, true, true), BlockFraming.mllp(100, true, true)),
				Arguments.of(BlockFraming.mllp(MAX, false, false), BlockFraming.mllp(100, false, false)),
				Arguments.of(new ChecksumLineFraming(MAX), new ChecksumLineFraming(100)));
	}

	private static Arguments blocks(boolean resync, StxEtxOptions options) {
		return Arguments.of(BlockFraming.stxEtx(MAX, resync, options), BlockFraming.stxEtx(100, resync, options));
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
		boolean optional = framing instanceof JsonFraming || framing.toString().contains("OPTIONAL_CR");
		int end = optional ? frame.length - 1 : frame.length;
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
	void startByteInALargeFrameBeginsTheNextOneWithResync() throws IOException {
		byte[] wire = Frames.bytes("\\x02abcdefghijklmn\\x02next\\x03\\x02zyxwvutsrqp\\x02last\\x03");
		for (boolean truncate : new boolean[] { false, true }) {
			Framing framing = new OversizeFraming(BlockFraming.stxEtx(MAX, true, StxEtxOptions.PLAIN), truncate);
			assertThat(readOn(framing, new ScriptedStream(wire))).containsExactly("next", "last");
			assertThat(readOn(framing, ScriptedStream.ofChunks(wire, 1))).containsExactly("next", "last");
		}
	}

	@Test
	void manyLargeFramesWithoutAnEndInOneSegmentAreDropped() throws IOException {
		byte[] wire = Frames.bytes("\\x02abc".repeat(20_000) + "\\x02a\\x03");
		Framing framing = new OversizeFraming(BlockFraming.stxEtx(1, true, StxEtxOptions.PLAIN), false);
		assertThat(readOn(framing, new ScriptedStream(wire))).containsExactly("a");
	}

	@Test
	void startByteInTheTrailerOfALargeFrameBeginsTheNextOneWithResync() throws IOException {
		byte[] wire = Frames.bytes("\\x02abcdefghijklmn\\x033\\x02next\\x03C2\\r\\n");
		Framing framing = new OversizeFraming(BlockFraming.stxEtx(MAX, true, HEX), true);
		assertThat(readOn(framing, new ScriptedStream(wire))).containsExactly("next");
		assertThat(readOn(framing, ScriptedStream.ofChunks(wire, 1))).containsExactly("next");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void largeFrameWithAWrongChecksumIsAnsweredLikeAnyOther(boolean truncate) throws IOException {
		Framing blocks = new OversizeFraming(BlockFraming.stxEtx(MAX, false, HEX), truncate);
		byte[] wire = Frames.bytes("\\x02abcdefghijklmn\\x03FF\\r\\n\\x02next\\x03C2\\r\\n");
		assertThat(badFrame(blocks, wire).answer()).containsExactly(0x15);
		Framing lines = new OversizeFraming(new ChecksumLineFraming(MAX), truncate);
		byte[] text = Frames.bytes("$abcdefghijklmn*00\\r\\n$next*07\\r\\n");
		assertThat(badFrame(lines, text).answer()).isNull();
	}

	/** The failure of the first frame, behind which the second one is read. */
	private static FrameException badFrame(Framing framing, byte[] wire) throws IOException {
		FrameReader reader = new FrameReader(framing, new FrameInput(ScriptedStream.ofChunks(wire, 1)));
		FrameException failure = catchThrowableOfType(FrameException.class, reader::read);
		assertThat(failure.code()).isEqualTo(ErrorCode.BAD_FRAME);
		assertThat(reader.read()).asString(StandardCharsets.ISO_8859_1).endsWith("next");
		return failure;
	}

	@Test
	void byteThatEndsALargeFrameIsBehindItsBeginning() throws IOException {
		StxEtxOptions ends = new StxEtxOptions(new byte[] { 3, 0x17 }, BlockTrailer.NONE, null, new byte[0]);
		byte[] wire = Frames.bytes("\\x02abcdefghij\\x17\\x02abcdefgh\\x03\\x02abcdefg\\x03");
		assertThat(readOn(new OversizeFraming(BlockFraming.stxEtx(MAX, false, ends), true), new ScriptedStream(wire)))
			.containsExactly("abcdefgh...", "abcdefgh...", "abcdefg\\x03");
	}

	@Test
	void largeFixMessageEndsWhereItsBodyLengthSays() throws IOException {
		String large = FixMessages.of("35=0|58=%s|".formatted("x".repeat(100)));
		String small = FixMessages.of("35=0|");
		byte[] wire = Frames.bytes(small + large + small);
		Framing framing = new OversizeFraming(new FixFraming(60), false);
		assertThat(readOn(framing, new ScriptedStream(wire))).hasSize(3).element(1).isEqualTo("too large");
		assertThat(readOn(framing, ScriptedStream.ofChunks(wire, 1))).hasSize(3).element(1).isEqualTo("too large");
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
		Framing blocks = new RestFraming(BlockFraming.mllp(4, true, false));
		for (boolean bytewise : new boolean[] { false, true }) {
			byte[] wire = Frames.bytes("\\x0bone\\x1c\\r\\x0blarge rest");
			assertThat(readOn(new OversizeFraming(blocks, true),
					bytewise ? ScriptedStream.ofChunks(wire, 1) : new ScriptedStream(wire)))
				.containsExactly("one", "larg...");
		}
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
