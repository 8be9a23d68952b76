package io.sluice.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

	private final SingleBuffer buffer = new SingleBuffer();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, this.buffer.pool());

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
		assertThat(this.writes.toString(StandardCharsets.US_ASCII)).isEqualTo("one\ntwo\n");
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
		assertThat(this.buffer.isFree()).as("after nothing").isTrue();
		this.output.write(new byte[10]);
		this.output.write('\n');
		assertThat(this.buffer.isFree()).as("while something is held back").isFalse();
		this.output.flush();
		assertThat(this.buffer.isFree()).as("when it has left").isTrue();
		assertThat(this.writes.sizes).containsExactly(11);
	}

	@Test
	void aWriteThatFailsGivesTheBufferBack() throws IOException {
		this.output.write('\n');
		this.output.open(new OutputStream() {

			@Override
			public void write(int b) throws IOException {
				throw new SocketException("Broken pipe");
			}

		});
		assertThatExceptionOfType(SocketException.class).isThrownBy(this.output::flush);
		assertThat(this.buffer.isFree()).isTrue();
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
		byte[] written = this.writes.toByteArray();
		assertThat(written).hasSize(size + 2).startsWith(1).endsWith(2);
		assertThat(written).containsSequence(message);
		assertThat(this.writes.sizes).hasSize((size + 2 + PIECE - 1) / PIECE);
		assertThat(this.writes.sizes.subList(0, this.writes.sizes.size() - 1)).containsOnly(PIECE);
	}

	private static final class Writes extends ByteArrayOutputStream {

		private final List<Integer> sizes = new ArrayList<>();

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			this.sizes.add(length);
			super.write(bytes, offset, length);
		}

	}

}
