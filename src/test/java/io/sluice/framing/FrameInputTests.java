package io.sluice.framing;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import io.sluice.support.SingleBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link FrameInput}: which buffer is in use shows in how much a read asks for.
 */
class FrameInputTests {

	private static final int SMALL = 256;

	private static final int LARGE = BufferPool.SIZE;

	private static final int TRUSTED = 8192;

	private static final int GIGABYTE = 1 << 30;

	private static final byte[] PAUSE = ScriptedStream.PAUSE;

	private final Framing lines = new LineFraming(100_000);

	private final Framing lengths = new LengthFraming(GIGABYTE, 4, ByteOrder.BIG_ENDIAN, false);

	@Test
	void aSmallBufferIsEnoughForSmallFrames() throws IOException {
		ScriptedStream stream = new ScriptedStream(line(200), line(254), line(1), line(200));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(4);
		assertThat(stream.asked()).containsOnly(SMALL);
	}

	@Test
	void aReadThatFillsTheSmallBufferBringsALargeOneIfThereIsMore() throws IOException {
		ScriptedStream stream = new ScriptedStream(line(255), line(299), line(10));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(3);
		assertThat(stream.asked()).containsExactly(SMALL, LARGE, LARGE, SMALL);
	}

	@Test
	void nothingLargeIsHeldInAReadThatMayWait() throws IOException {
		ScriptedStream stream = new ScriptedStream(line(255), PAUSE, line(1023), PAUSE, line(LARGE - 1), PAUSE,
				line(1));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(4);
		assertThat(stream.asked()).containsExactly(SMALL, SMALL, LARGE - SMALL, SMALL, LARGE - SMALL, SMALL, SMALL);
	}

	@Test
	void theBeginningOfAFrameIsNoReasonToWaitWithALargeBuffer() throws IOException {
		byte[] oneAndMore = Frames.bytes("a".repeat(299) + "\\n" + "b".repeat(10));
		ScriptedStream stream = new ScriptedStream(line(255), oneAndMore, PAUSE, line(5));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(3).last().isEqualTo("b".repeat(10) + "a".repeat(5));
		assertThat(stream.asked()).containsExactly(SMALL, LARGE, SMALL - 10, SMALL);
	}

	@Test
	void aStreamThatWasWaitedForIsReadAtOnceIntoALargeBuffer() throws IOException {
		List<Integer> readsBefore = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(line(299), line(299), line(10));
		FrameInput input = new FrameInput(stream, (insideFrame) -> {
			readsBefore.add(stream.asked().size());
			return true;
		});
		assertThat(Frames.readAll(this.lines, input)).hasSize(3);
		assertThat(stream.asked()).containsExactly(LARGE, LARGE, LARGE, LARGE);
		assertThat(readsBefore).as("asked before every read").containsExactly(0, 1, 2, 3);
	}

	@Test
	void aFrameThatDoesNotFitMovesToALargeBuffer() throws IOException {
		ScriptedStream stream = new ScriptedStream(line(299), line(299));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(2);
		assertThat(stream.asked()).containsExactly(SMALL, LARGE - SMALL, LARGE, SMALL);
	}

	@Test
	void theBufferDoublesUpToWhatTheFrameNeeds() {
		ScriptedStream stream = new ScriptedStream(new byte[100_002]);
		assertThatExceptionOfType(FrameException.class).isThrownBy(() -> Frames.readAll(this.lines, stream));
		assertThat(stream.asked()).containsExactly(SMALL, LARGE - SMALL, 100_002 - LARGE);
	}

	@Test
	void theBufferDoesNotGrowForMoreFramesThanFitInIt() throws IOException {
		ScriptedStream stream = new ScriptedStream(Frames.bytes(("a".repeat(99) + "\\n").repeat(1000)));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(1000);
		assertThat(stream.asked()).allSatisfy((asked) -> assertThat(asked).isLessThanOrEqualTo(LARGE));
	}

	@Test
	void aMessageThatFillsTheBufferIsCopiedOutOfIt() throws IOException {
		byte[] first = "a".repeat(SMALL).getBytes(StandardCharsets.US_ASCII);
		byte[] second = "b".repeat(SMALL).getBytes(StandardCharsets.US_ASCII);
		Framing framing = new FixedFraming(SMALL, SMALL);
		FrameInput input = new FrameInput(new ScriptedStream(first, second));
		byte[] message = Frames.readOne(framing, input);
		assertThat(Frames.readOne(framing, input)).isEqualTo(second);
		assertThat(message).isEqualTo(first);
	}

	@Test
	void aBufferForLongFramesIsMadeAtOnceAsLongAsTheyCome() throws IOException {
		ScriptedStream stream = new ScriptedStream(line(99_999), line(99_999), line(299), line(299));
		assertThat(Frames.readAll(this.lines, stream)).hasSize(4);
		assertThat(stream.asked()).containsExactly(SMALL, LARGE - SMALL, 100_002 - LARGE, 100_000, 100_000, LARGE,
				SMALL);
	}

	@Test
	void aBufferForLongFramesIsNotForThePool() throws IOException {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		FrameInput input = new FrameInput(new ScriptedStream(line(99_999)), (insideFrame) -> true,
				new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThat(Frames.readAll(this.lines, input)).hasSize(1);
		assertThat(Stream.generate(buffer.pool()::take).limit(3)).allMatch((one) -> one.length == LARGE);
	}

	@Test
	void anIdleInputHoldsNoLargeBuffer() throws IOException {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		List<Boolean> free = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(line(10), line(999), line(10));
		FrameInput input = new FrameInput(stream, (insideFrame) -> free.add(buffer.isFree()),
				new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThat(Frames.readAll(this.lines, input)).hasSize(3);
		assertThat(free).as("before each read").containsExactly(true, true, true, true);
		assertThat(buffer.isFree()).as("after the end").isTrue();
	}

	@Test
	void aLittleOfAFrameHoldsNoLargeBufferWhileMoreIsWaitedFor() throws IOException {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		List<Boolean> free = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(new byte[200], new byte[100], new byte[8000], new byte[100],
				line(10));
		FrameInput input = new FrameInput(stream, (insideFrame) -> {
			free.add(buffer.isFree());
			return true;
		}, new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThat(Frames.readOne(this.lines, input)).hasSize(200 + 100 + 8000 + 100 + 10);
		assertThat(free).as("before each read").containsExactly(true, true, true, false, false);
		assertThat(buffer.isFree()).as("the frame is complete").isTrue();
	}

	@Test
	void theBeginningOfTheNextFrameHoldsNoLargeBufferWhileTheFirstIsAnswered() throws IOException {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		byte[] both = Frames.bytes("a".repeat(999) + "\\n" + "b".repeat(SMALL));
		FrameInput input = new FrameInput(new ScriptedStream(both, line(10)), (insideFrame) -> true,
				new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThat(Frames.readOne(this.lines, input)).hasSize(999);
		input.trimAfterFrame();
		assertThat(buffer.isFree()).isTrue();
		assertThat(Frames.readOne(this.lines, input)).asString(StandardCharsets.US_ASCII)
			.isEqualTo("b".repeat(SMALL) + "a".repeat(10));
	}

	@Test
	void aMessageBehindItsLengthIsCutFromTheBufferItCameIn() throws IOException {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		ScriptedStream stream = new ScriptedStream(Frames.bytes("\\0\\0\\0\\x05ab"),
				Frames.bytes("cde\\0\\0\\0\\x01f"));
		FrameInput input = new FrameInput(stream, (insideFrame) -> true, new MemoryAccount(MemoryBudget.UNLIMITED),
				buffer.pool());
		assertThat(Frames.readAll(this.lengths, input)).containsExactly("abcde", "f");
		assertThat(stream.asked()).as("what follows the message comes with it").hasSize(3);
	}

	@Test
	void aStreamThatEndsInsideAFrameLeavesNoLargeBufferHeld() {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		FrameInput input = new FrameInput(new ScriptedStream(new byte[10]), (insideFrame) -> true,
				new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Frames.readOne(this.lines, input));
		assertThat(buffer.isFree()).isTrue();
	}

	@Test
	void aFrameThatIsRejectedLeavesNoLargeBufferHeld() {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		FrameInput input = new FrameInput(new ScriptedStream(Frames.bytes("GET / HTTP/1.1\\r\\n")),
				(insideFrame) -> true, new MemoryAccount(MemoryBudget.UNLIMITED), buffer.pool());
		assertThatExceptionOfType(FrameException.class)
			.isThrownBy(() -> Frames.readOne(DelimitedFraming.mllp(1000), input));
		input.trim();
		assertThat(buffer.isFree()).isTrue();
		assertThat(input.isEmpty()).isFalse();
	}

	@Test
	void aReadThatFailsLeavesNoLargeBufferHeld() {
		SingleBuffer<byte[]> buffer = SingleBuffer.array();
		ScriptedStream stream = new ScriptedStream(line(10)).beforeRead(() -> {
			throw new UncheckedIOException(new SocketException("Connection reset"));
		});
		FrameInput input = new FrameInput(stream, (insideFrame) -> true, new MemoryAccount(MemoryBudget.UNLIMITED),
				buffer.pool());
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Frames.readOne(this.lines, input));
		assertThat(buffer.isFree()).isTrue();
	}

	@Test
	void aLargeBufferWithSomethingInItIsNobodyElses() throws IOException {
		byte[] both = new byte[310];
		both[299] = '\n';
		both[309] = '\n';
		FrameInput input = new FrameInput(new ScriptedStream(both).staysOpen());
		Frames.readOne(this.lines, input);
		assertThat(Frames.readAll(this.lines, new ScriptedStream(line(999), line(999)))).hasSize(2);
		assertThat(input.isEmpty()).isFalse();
		assertThat(Frames.readOne(this.lines, input)).isEqualTo(new byte[9]);
		assertThat(input.isEmpty()).isTrue();
	}

	@Test
	void theRestOfALongMessageIsReadPastTheBuffer() throws IOException {
		ScriptedStream stream = new ScriptedStream(header(1000), new byte[700], new byte[300]).staysOpen();
		FrameInput input = new FrameInput(stream);
		assertThat(Frames.readOne(this.lengths, input)).hasSize(1000);
		assertThat(stream.asked()).containsExactly(SMALL, 1000, 300);
		assertThat(input.isEmpty()).isTrue();
	}

	@Test
	void aMessageGrowsAsItsBytesCome() throws IOException {
		ScriptedStream stream = new ScriptedStream(header(300_000), new byte[300_000]);
		assertThat(Frames.readAll(this.lengths, stream)).containsExactly("\\0".repeat(300_000));
		assertThat(stream.asked()).containsExactly(SMALL, TRUSTED, TRUSTED, 2 * TRUSTED, 4 * TRUSTED, 8 * TRUSTED,
				16 * TRUSTED, 300_000 - 32 * TRUSTED, SMALL);
	}

	@Test
	void anAnnouncedGigabyteIsNotAllocated() {
		ScriptedStream stream = new ScriptedStream(header(GIGABYTE), new byte[10]);
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Frames.readAll(this.lengths, stream));
		assertThat(stream.asked()).containsExactly(SMALL, TRUSTED, TRUSTED - 10);
	}

	@Test
	void isNotEmptyFromAFramesFirstByteToItsLast() throws IOException {
		List<Boolean> empty = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(header(2), new byte[1], new byte[1], header(1000), new byte[1000]);
		FrameInput input = new FrameInput(stream);
		stream.beforeRead(() -> empty.add(input.isEmpty()));
		assertThat(Frames.readAll(this.lengths, input)).hasSize(2);
		assertThat(empty).containsExactly(true, false, false, true, false, true);
	}

	static Stream<Arguments> longFrames() {
		int max = 1 << 22;
		String text = "a".repeat(max - 2);
		return Stream.of(Arguments.of(new LineFraming(max), text + "\\n"),
				Arguments.of(DelimitedFraming.crlf(max), text + "\\r\\n"),
				Arguments.of(DelimitedFraming.mllp(max), "\\x0b" + text + "\\x1c\\r"),
				Arguments.of(new JsonFraming(max), "[" + text + "]"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("longFrames")
	@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aSlowSenderDoesNotMakeSearchingQuadratic(Framing framing, String frame) throws IOException {
		assertThat(Frames.readAll(framing, ScriptedStream.ofChunks(Frames.bytes(frame), 1))).hasSize(1);
	}

	private static byte[] line(int length) {
		return Frames.bytes("a".repeat(length) + "\\n");
	}

	private static byte[] header(int length) {
		return new byte[] { (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length };
	}

}
