package io.sluice.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.sluice.framing.BrokenFramingException;
import io.sluice.framing.DelimitedFraming;
import io.sluice.framing.RawFraming;
import io.sluice.process.BufferPool;
import io.sluice.socket.WriteClaim;
import io.sluice.spi.Framing;
import io.sluice.support.SingleBuffer;
import io.sluice.telemetry.ListenerMetrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ReplyOutput}: how many writes it makes of what it is given.
 */
class ReplyOutputTests {

	private static final int PIECE = 64 * 1024;

	private static final Framing MLLP = DelimitedFraming.mllp(1 << 20);

	private final Writes writes = new Writes();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, SocketStub.unconnected());

	@BeforeEach
	void open() {
		this.output.open(this.writes);
	}

	@Test
	void whatIsHeldBackLeavesTogether() throws IOException {
		for (String part : List.of("one", "\n", "two", "\n")) {
			this.output.write(part.getBytes(StandardCharsets.US_ASCII));
		}
		assertThat(this.writes.sizes).isEmpty();
		assertThat(this.output.isHolding()).isTrue();
		this.output.flush();
		assertThat(this.writes.sizes).containsExactly(8);
		assertThat(this.writes.all.toString(StandardCharsets.US_ASCII)).isEqualTo("one\ntwo\n");
		assertThat(this.output.isHolding()).isFalse();
	}

	@Test
	void aLargeMessageLeavesTogetherWithItsEnd() throws IOException {
		this.output.write(new byte[60_000]);
		this.output.write('\n');
		this.output.flush();
		assertThat(this.writes.sizes).containsExactly(60_001);
	}

	@Test
	void aBufferOfThePoolIsHeldAsLongAsThereIsSomethingInIt() throws IOException {
		this.output.write(new byte[0]);
		assertThat(this.writes.buffer.isFree()).as("after nothing").isTrue();
		this.output.write(new byte[10]);
		this.output.write('\n');
		assertThat(this.writes.buffer.isFree()).as("while something is held back").isFalse();
		this.output.flush();
		assertThat(this.writes.buffer.isFree()).as("when it has left").isTrue();
		assertThat(this.writes.sizes).containsExactly(11);
	}

	@Test
	void aWriteThatFailsGivesTheBufferBack() throws IOException {
		this.writes.broken = true;
		this.output.write('\n');
		assertThatExceptionOfType(SocketException.class).isThrownBy(this.output::flush);
		assertThat(this.writes.buffer.isFree()).isTrue();
	}

	@Test
	void whatIsHeldBackIsDroppedWithTheConnection() throws IOException {
		this.output.write('\n');
		this.output.close();
		assertThat(this.writes.buffer.isFree()).isTrue();
		assertThat(this.output.isHolding()).isFalse();
		this.output.flush();
		assertThat(this.writes.sizes).isEmpty();
		assertThatExceptionOfType(SocketException.class).as("a reply that comes late")
			.isThrownBy(() -> this.output.write('\n'));
		this.output.close();
		assertThat(this.writes.buffer.isFree()).isTrue();
	}

	@Test
	void aLongMessageHoldsNoBufferWhileItIsWritten() throws IOException {
		this.output.write(new byte[3 * PIECE + 1]);
		assertThat(this.writes.sizes).containsExactly(PIECE, PIECE, PIECE);
		assertThat(this.writes.free).containsExactly(true, true, true);
		this.output.flush();
		assertThat(this.writes.sizes).endsWith(1);
	}

	@Test
	void onlyRepliesThatAreLargeTogetherAreNotHeldBack() throws IOException {
		for (int i = 0; i < 5; i++) {
			this.output.write(new RawFraming(10_000), new byte[10_000]);
		}
		assertThat(this.writes.sizes).containsExactly(40_000);
		assertThat(this.output.isHolding()).isTrue();
	}

	@Test
	void ofAFrameThatFailsBeforeAnythingHasLeftNothingIsLeftBehind() throws IOException {
		this.output.write(MLLP, "one".getBytes(StandardCharsets.US_ASCII));
		assertFails(BrokenFramingException.class, null);
		this.output.write(MLLP, "two".getBytes(StandardCharsets.US_ASCII));
		this.output.flush();
		assertThat(this.writes.all.toString(StandardCharsets.US_ASCII)).isEqualTo("\u000bone\u001c\r\u000btwo\u001c\r");
		assertFails(BrokenFramingException.class, null);
		assertThat(this.output.isHolding()).isFalse();
		assertThat(this.writes.buffer.isFree()).isTrue();
		assertThat(this.output.isTorn()).isFalse();
	}

	@Test
	void nothingFollowsAFrameOfWhichAPartHasLeft() {
		this.writes.buffersLeft = 1;
		assertFails(OutOfMemoryError.class, new byte[PIECE]);
		assertThat(this.writes.sizes).containsExactly(PIECE);
		assertTorn();
	}

	@Test
	void nothingFollowsAWriteThatFailsForWantOfMemory() throws IOException {
		this.output.write(MLLP, new byte[10]);
		this.writes.outOfMemory = true;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.output::flush);
		assertTorn();
	}

	@Test
	void aClientThatIsGoneTearsNothing() throws IOException {
		this.writes.broken = true;
		assertFails(SocketException.class, new byte[PIECE]);
		assertThat(this.output.isTorn()).isFalse();
	}

	private void assertFails(Class<? extends Throwable> failure, byte @Nullable [] message) {
		assertThatExceptionOfType(failure).isThrownBy(() -> this.output.write(MLLP, message));
	}

	private void assertTorn() {
		this.writes.buffersLeft = Integer.MAX_VALUE;
		this.writes.outOfMemory = false;
		int before = this.writes.sizes.size();
		assertThat(this.output.isTorn()).isTrue();
		assertThat(this.output.isHolding()).isFalse();
		assertThat(this.writes.buffer.isFree()).isTrue();
		assertFails(SocketException.class, new byte[1]);
		assertThat(this.writes.sizes).hasSize(before);
	}

	@ParameterizedTest
	@ValueSource(ints = { PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE - 1, 1_000_000 })
	void aMessageOfAnySizeIsWrittenInFullPieces(int size) throws IOException {
		byte[] message = new byte[size];
		for (int i = 0; i < size; i++) {
			message[i] = (byte) (i * 31);
		}
		this.output.write(1);
		this.output.write(message);
		this.output.write(2);
		this.output.flush();
		byte[] written = this.writes.all.toByteArray();
		assertThat(written).hasSize(size + 2).startsWith(1).endsWith(2);
		assertThat(written).containsSequence(message);
		assertThat(this.writes.sizes).hasSize((size + 2 + PIECE - 1) / PIECE);
		assertThat(this.writes.sizes.subList(0, this.writes.sizes.size() - 1)).containsOnly(PIECE);
	}

	private static final class Writes implements ReplySink {

		private final SingleBuffer<ByteBuffer> buffer = new SingleBuffer<>(() -> ByteBuffer.allocate(BufferPool.SIZE));

		private final List<Integer> sizes = new ArrayList<>();

		private final List<Boolean> free = new ArrayList<>();

		private final ByteArrayOutputStream all = new ByteArrayOutputStream();

		private boolean broken;

		private boolean outOfMemory;

		private int buffersLeft = Integer.MAX_VALUE;

		@Override
		public ByteBuffer take() {
			if (this.buffersLeft-- == 0) {
				throw new OutOfMemoryError("for a test");
			}
			return this.buffer.pool().take();
		}

		@Override
		public boolean write(ByteBuffer bytes, WriteClaim claim) throws IOException {
			if (this.broken) {
				throw new SocketException("Broken pipe");
			}
			if (this.outOfMemory) {
				throw new OutOfMemoryError("for a test");
			}
			this.sizes.add(bytes.remaining());
			this.free.add(this.buffer.isFree());
			this.all.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
			bytes.position(bytes.limit());
			return true;
		}

		@Override
		public void tryWrite(ByteBuffer bytes, WriteClaim claim) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

		@Override
		public void release(ByteBuffer given) {
			this.buffer.pool().release(given.clear());
		}

	}

}
