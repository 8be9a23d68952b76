package io.sluice.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.sluice.framing.BufferPool;
import io.sluice.support.SingleBuffer;
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

	private final Writes writes = new Writes();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE);

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
			this.output.write(new byte[10_000]);
			this.output.replyWritten();
		}
		assertThat(this.writes.sizes).containsExactly(40_000);
		assertThat(this.output.isHolding()).isTrue();
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

		@Override
		public ByteBuffer take() {
			return this.buffer.pool().take();
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			if (this.broken) {
				throw new SocketException("Broken pipe");
			}
			this.sizes.add(bytes.remaining());
			this.free.add(this.buffer.isFree());
			this.all.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		}

		@Override
		public void giveBack(ByteBuffer given) {
			this.buffer.pool().giveBack(given.clear());
		}

	}

}
