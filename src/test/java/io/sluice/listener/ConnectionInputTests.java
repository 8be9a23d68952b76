package io.sluice.listener;

import java.io.ByteArrayOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.sluice.listener.Opening.Opened;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConnectionInput}: what becomes of a read during which the end is decided.
 */
class ConnectionInputTests {

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE);

	private final ConnectionInput input = new ConnectionInput(new Socket(), this.output, new FairShare(this.output),
			ListenerMetrics.NONE, Duration.ofMinutes(1));

	private final byte[] bytes = new byte[16];

	private int available;

	private Boolean readWaited;

	private Flushable waiting = () -> {
	};

	@BeforeEach
	void open() throws IOException {
		this.output.open(this.sent);
		this.input.open(opened(null));
		this.output.write("reply\n".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void whatAReadThatWaitsBringsAfterTheEndIsDropped() throws IOException {
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).isTrue();
		assertThat(this.sent.toString(StandardCharsets.US_ASCII)).isEqualTo("reply\n");
	}

	/**
	 * Whoever finds that a read waits shuts the output.
	 */
	@Test
	void readThatHoldsRepliesBackIsNotCutOff() throws IOException {
		this.available = 5;
		assertThat(this.input.available()).isEqualTo(5);
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.output.isHolding()).isTrue();
		assertThat(this.readWaited).isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).as("the end is found by the next read")
			.isEqualTo(-1);
		assertThat(this.sent.toString(StandardCharsets.US_ASCII)).isEqualTo("reply\n");
	}

	/**
	 * TLS does not know beforehand whether a read will wait.
	 */
	@Test
	void readOfTlsThatDoesNotWaitHoldsRepliesBack() throws IOException {
		this.input.open(opened((waiting) -> {
		}));
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.readWaited).isFalse();
		assertThat(this.output.isHolding()).isTrue();
	}

	@Test
	void readOfTlsThatWaitsSendsTheRepliesFirst() throws IOException {
		this.input.open(opened((waiting) -> this.waiting = waiting));
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).isTrue();
		assertThat(this.sent.toString(StandardCharsets.US_ASCII)).isEqualTo("reply\n");
	}

	@Test
	void readOfTlsDoesNotBeginToWaitAfterTheEnd() throws IOException {
		this.input.open(opened((waiting) -> this.waiting = () -> {
			assertThat(this.input.end()).as("nothing waits yet").isFalse();
			waiting.flush();
		}));
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).as("it was not read").isNull();
		assertThat(this.sent.toString(StandardCharsets.US_ASCII)).isEqualTo("reply\n");
	}

	private Opened opened(@Nullable Consumer<Flushable> waits) {
		Socket socket = new Socket() {

			@Override
			public InputStream getInputStream() {
				return new EndingStream();
			}

		};
		return new Opened(socket, new InetSocketAddress(0), null, null, waits);
	}

	/**
	 * Has the end decided while it is read.
	 */
	private final class EndingStream extends InputStream {

		@Override
		public int available() {
			return ConnectionInputTests.this.available;
		}

		@Override
		public int read() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			ConnectionInputTests.this.waiting.flush();
			ConnectionInputTests.this.available = 0;
			ConnectionInputTests.this.readWaited = ConnectionInputTests.this.input.end();
			return 5;
		}

	}

}
