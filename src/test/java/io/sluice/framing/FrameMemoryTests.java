package io.sluice.framing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import io.sluice.support.ClassLoads;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * {@link FrameInput}: what half-read frames and large payloads take of the budget.
 */
class FrameMemoryTests {

	private static final int MAX = 256 * 1024;

	private final MemoryBudget budget = new MemoryBudget(2L * MAX);

	private final MemoryAccount memory = new MemoryAccount(this.budget);

	private final Framing lines = new LineFraming(MAX);

	private final Framing lengths = new LengthFraming(MAX, 4, ByteOrder.BIG_ENDIAN, false);

	@Test
	void aHalfReadFrameIsCounted() throws IOException {
		List<Long> used = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(new byte[200], new byte[100], new byte[6000], line(0));
		FrameInput input = input(stream.beforeRead(() -> {
		}), used);
		assertThat(Frames.readOne(this.lines, input)).hasSize(6300);
		assertThat(used).as("before each read").containsExactly(0L, 0L, 300L, 6300L);
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void aMessageThatIsReadPastTheBufferIsCountedAsItGrowsAndThenAsAPayload() throws IOException {
		List<Long> used = new ArrayList<>();
		ScriptedStream stream = new ScriptedStream(new byte[] { 0, 1, 0, 0 }, new byte[8192], new byte[57_344]);
		FrameInput input = input(stream, used);
		assertThat(Frames.readOne(this.lengths, input)).hasSize(65_536);
		assertThat(used).last().isEqualTo(65_536L);
		assertThat(this.budget.used(MemoryKind.FRAMES)).isZero();
		assertThat(this.budget.used(MemoryKind.PAYLOADS)).isEqualTo(65_536);
		assertThat(input.takePayloadCharge()).isEqualTo(65_536);
		assertThat(input.takePayloadCharge()).isZero();
	}

	@Test
	void whatIsAbandonedIsGivenBackAndStillCountsAsBegun() throws IOException {
		List<byte[]> others = Stream.generate(this.budget.buffers().arrays()::take).limit(BufferPool.KEPT).toList();
		FrameInput input = input(new ScriptedStream(line(300), line(40_000)), new ArrayList<>());
		assertThat(Frames.readOne(this.lines, input)).hasSize(300);
		while (input.size() < 40_000) {
			assertThat(input.fill(40_001)).isTrue();
		}
		assertThat(this.budget.used()).isPositive();
		input.discard();
		assertThat(input.held()).isZero();
		assertThat(input.isEmpty()).isFalse();
		others.forEach(this.budget.buffers().arrays()::release);
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void smallMessagesAndPayloadsCostNothing() throws IOException {
		FrameInput input = input(new ScriptedStream(line(8192), line(10)), new ArrayList<>());
		assertThat(Frames.readAll(this.lines, input)).hasSize(2);
		assertThat(input.takePayloadCharge()).isZero();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void aDecoderThatCopiesMoreThanOnceLeavesNothingCharged() throws IOException {
		Framing framing = new TwoCopies(this.lines);
		FrameInput input = input(new ScriptedStream(line(40_000), line(50_000)), new ArrayList<>());
		assertThat(Frames.readOne(framing, input)).hasSize(40_000);
		assertThat(this.budget.used(MemoryKind.PAYLOADS)).isEqualTo(40_000);
		this.budget.release(MemoryKind.PAYLOADS, input.takePayloadCharge());
		assertThat(Frames.readOne(framing, input)).hasSize(50_000);
		input.close();
		assertThat(this.budget.used(MemoryKind.PAYLOADS)).isZero();
	}

	@Test
	void aDecoderThatCopiesTheHeaderOfALongBodyLeavesNothingCharged() throws IOException {
		Framing framing = new TwoCopies(this.lengths);
		ScriptedStream stream = new ScriptedStream(new byte[] { 0, 1, 0, 0 }, new byte[20_000], new byte[45_536]);
		FrameInput input = input(stream, new ArrayList<>());
		assertThat(input.fill(MAX)).isTrue();
		while (input.size() < 20_004) {
			assertThat(input.fill(MAX)).isTrue();
		}
		assertThat(Frames.readOne(framing, input)).hasSize(65_536);
		input.close();
		assertThat(this.budget.used(MemoryKind.PAYLOADS)).isZero();
	}

	@Test
	void payloadsOfAFewKilobytesAreCountedWhereMuchIsUsed() throws IOException {
		this.budget.tryTake(MemoryKind.CONNECTIONS, MAX);
		FrameInput input = input(new ScriptedStream(line(8000), line(10)), new ArrayList<>());
		assertThat(Frames.readOne(this.lines, input)).hasSize(8000);
		assertThat(input.takePayloadCharge()).isEqualTo(8000);
		assertThat(Frames.readOne(this.lines, input)).hasSize(10);
		assertThat(input.takePayloadCharge()).isZero();
	}

	@Test
	void whereNothingIsLeftSmallFramesGoOnAndALargerOneWaits() throws IOException {
		List<byte[]> others = Stream.generate(this.budget.buffers().arrays()::take).limit(BufferPool.KEPT).toList();
		this.budget.tryTake(MemoryKind.BUFFERS, this.budget.max());
		FrameInput input = input(new ScriptedStream(line(200), line(255), line(300)), new ArrayList<>());
		assertThat(Frames.readOne(this.lines, input)).hasSize(200);
		assertThat(Frames.readOne(this.lines, input)).hasSize(255);
		CompletableFuture<byte[]> third = CompletableFuture.supplyAsync(() -> {
			try {
				return Frames.readOne(this.lines, input);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
		await().until(this.budget::isShort);
		assertThat(input.held()).as("its bytes are in the system").isEqualTo(FrameBufferAllocator.SMALL);
		this.budget.buffers().arrays().release(others.getFirst());
		assertThat(third).succeedsWithin(1, TimeUnit.MINUTES).extracting((message) -> message.length).isEqualTo(300);
	}

	@Test
	void aBufferThatThePoolDoesNotHaveIsOneNoLongerThanTheFrame() throws IOException {
		assertThat(Stream.generate(this.budget.buffers().arrays()::take).limit(BufferPool.KEPT)).doesNotContainNull();
		this.budget.tryTake(MemoryKind.BUFFERS, this.budget.max() - 1024);
		FrameInput input = input(new ScriptedStream(line(500)), new ArrayList<>());
		assertThat(Frames.readOne(this.lines, input)).hasSize(500);
		assertThat(this.budget.used()).isEqualTo(this.budget.max() - 1024);
	}

	@Test
	void framesOfTheLengthOfAPooledBufferAreNotTakenForOne() throws IOException {
		List<byte[]> others = Stream.generate(this.budget.buffers().arrays()::take).limit(BufferPool.KEPT).toList();
		FrameInput input = input(ScriptedStream.ofChunks(line(BufferPool.SIZE * 2), 1000), new ArrayList<>());
		assertThat(Frames.readOne(this.lines, input)).hasSize(BufferPool.SIZE * 2);
		byte[] message = { 0, 1, 0, 0 };
		FrameInput exact = input(new ScriptedStream(message, new byte[BufferPool.SIZE]), new ArrayList<>());
		assertThat(Frames.readOne(this.lengths, exact)).hasSize(BufferPool.SIZE);
		others.forEach(this.budget.buffers().arrays()::release);
		assertThat(this.budget.used()).isEqualTo(this.budget.used(MemoryKind.PAYLOADS));
	}

	@Test
	void whatIsReadNoFurtherIsGivenBack() {
		FrameInput input = input(new ScriptedStream(new byte[300], new byte[6000]), new ArrayList<>());
		assertThat(catchThrowable(() -> Frames.readOne(this.lines, input))).isInstanceOf(IOException.class);
		assertThat(this.budget.used()).isPositive();
		input.close();
		this.memory.releaseAll();
		assertThat(this.budget.used()).isZero();
	}

	private FrameInput input(ScriptedStream stream, List<Long> used) {
		return new FrameInput(stream, (insideFrame) -> {
			used.add(this.budget.used(MemoryKind.FRAMES));
			return true;
		}, this.memory);
	}

	private static byte[] line(int length) {
		return Frames.bytes("a".repeat(length) + "\\n");
	}

	@Test
	void aCloseNeedsNoClassOfItsOwn() throws Exception {
		assertThat(ClassLoads.firstNeededBy(Close.class)).as("would be initialized behind an OutOfMemoryError")
			.isEmpty();
	}

	static final class Close implements Runnable {

		private final FrameInput input;

		Close() {
			MemoryAccount account = new MemoryAccount(new MemoryBudget(MAX));
			this.input = new FrameInput(new ByteArrayInputStream(new byte[1000]), (insideFrame) -> true, account);
			try {
				new FrameReader(new LineFraming(MAX), this.input).read();
			}
			catch (IOException ex) {
				// it ended inside a frame
			}
		}

		@Override
		public void run() {
			this.input.discard();
			this.input.close();
		}

	}

	/**
	 * A framing whose decoder looks at a copy of what has arrived.
	 */
	private record TwoCopies(Framing framing) implements FramingDecorator {

		@Override
		public Decoder decoder() {
			return (in) -> {
				in.copy(0, in.size());
				return this.framing.decoder().decode(in);
			};
		}

	}

}
