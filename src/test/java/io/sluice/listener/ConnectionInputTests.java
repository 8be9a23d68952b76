package io.sluice.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.sluice.listener.Opening.Opened;
import io.sluice.process.MemoryBudget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConnectionInput}: what becomes of a read during which the end is decided.
 */
class ConnectionInputTests {

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE);

	private final SocketStub socket = new SocketStub(this::stream);

	private final ConnectionInput input = new ConnectionInput(this.socket, this.output, new FairShare(this.output),
			ListenerMetrics.NONE, Duration.ofMinutes(1));

	private final byte[] bytes = new byte[16];

	private Boolean readWaited;

	ConnectionInputTests() throws IOException {
	}

	@BeforeEach
	void open() throws IOException {
		this.output.open(new ReplySink.Secured(this.sent, MemoryBudget.UNLIMITED));
		this.input.open(new Opened(this.socket, new InetSocketAddress(0), null));
		this.output.write("reply\n".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void whatAReadThatWaitsBringsAfterTheEndIsDropped() throws IOException {
		this.socket.readWaits();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).isTrue();
		assertThat(sent()).isEqualTo("reply\n");
	}

	@Test
	void nothingIsReadAfterAWaitInWhichTheEndWasDecided() throws IOException {
		this.socket.whileWaiting(() -> assertThat(this.input.end()).isTrue());
		assertThat(this.input.await()).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).as("it was not read").isNull();
		assertThat(sent()).isEqualTo("reply\n");
	}

	/**
	 * Whoever finds that a read waits shuts the output.
	 */
	@Test
	void readThatHoldsRepliesBackIsNotCutOff() throws IOException {
		assertThat(this.input.await()).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.output.isHolding()).isTrue();
		assertThat(this.readWaited).isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).as("the end is found by the next read")
			.isEqualTo(-1);
	}

	@Test
	void waitSendsTheRepliesFirst() throws IOException {
		this.socket.whileWaiting(() -> assertThat(sent()).isEqualTo("reply\n"));
		assertThat(this.input.await()).isTrue();
		assertThat(this.output.isHolding()).isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
	}

	@Test
	void doesNotBeginToWaitAfterTheEnd() throws IOException {
		this.socket.whileWaiting(() -> {
			throw new AssertionError("waits");
		});
		this.socket.beforeEachWait(() -> assertThat(this.input.end()).as("nothing waits yet").isFalse());
		assertThat(this.input.await()).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).as("it was not read").isNull();
		assertThat(sent()).isEqualTo("reply\n");
	}

	@Test
	void whatTlsHoldsIsNotWaitedFor() throws IOException {
		this.input.open(new Opened(this.socket, new InetSocketAddress(0), null, new TlsPeer("TLSv1.3", null, List.of()),
				() -> true));
		this.socket.whileWaiting(() -> {
			throw new AssertionError("waits");
		});
		assertThat(this.input.await()).as("it may be a part of a record").isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.output.isHolding()).isTrue();
	}

	@Test
	void readOfTls12SendsTheRepliesFirst() throws IOException {
		this.input.open(new Opened(this.socket, new InetSocketAddress(0), null, new TlsPeer("TLSv1.2", null, List.of()),
				() -> true));
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(sent()).isEqualTo("reply\n");
	}

	private String sent() {
		return this.sent.toString(StandardCharsets.US_ASCII);
	}

	private InputStream stream() {
		return new EndingStream();
	}

	/**
	 * Has the end decided while it is read.
	 */
	private final class EndingStream extends InputStream {

		@Override
		public int read() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			ConnectionInputTests.this.socket.waitIfToldTo();
			ConnectionInputTests.this.readWaited = ConnectionInputTests.this.input.end();
			return 5;
		}

	}

}
