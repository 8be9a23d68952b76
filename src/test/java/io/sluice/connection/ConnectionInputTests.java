package io.sluice.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.spi.OpenedSocket;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * {@link ConnectionInput}: what becomes of a read during which the end is decided.
 */
class ConnectionInputTests {

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, SocketStub.unconnected());

	private final SocketStub socket = new SocketStub(this::stream);

	private final MemoryBudget budget = new MemoryBudget(1000);

	private final MemoryAccount memory = new MemoryAccount(this.budget);

	private final ConnectionInput input = new ConnectionInput(this.socket, this.output, this.memory,
			ListenerMetrics.NONE, Duration.ofMinutes(1));

	private final RecordLayerStub records = new RecordLayerStub();

	private final byte[] bytes = new byte[16];

	private Boolean readWaited;

	ConnectionInputTests() throws IOException {
	}

	@BeforeEach
	void open() throws IOException {
		this.output.open(new ReplySink.Secured(this.sent, MemoryBudget.UNLIMITED));
		this.input.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null));
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
		assertThat(this.input.await(false)).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).as("it was not read").isNull();
		assertThat(sent()).isEqualTo("reply\n");
	}

	/**
	 * The thread that finds that a read waits shuts the output.
	 */
	@Test
	void readThatHoldsRepliesBackIsNotCutOff() throws IOException {
		assertThat(this.input.await(false)).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.output.isHolding()).isTrue();
		assertThat(this.readWaited).isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).as("the end is found by the next read")
			.isEqualTo(-1);
	}

	@Test
	void waitSendsTheRepliesFirst() throws IOException {
		this.socket.whileWaiting(() -> assertThat(sent()).isEqualTo("reply\n"));
		assertThat(this.input.await(false)).isTrue();
		assertThat(this.output.isHolding()).isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
	}

	@Test
	void doesNotBeginToWaitAfterTheEnd() throws IOException {
		this.socket.whileWaiting(() -> {
			throw new AssertionError("waits");
		});
		this.socket.beforeEachWait(() -> assertThat(this.input.end()).as("nothing waits yet").isFalse());
		assertThat(this.input.await(false)).isTrue();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
		assertThat(this.readWaited).as("it was not read").isNull();
		assertThat(sent()).isEqualTo("reply\n");
	}

	@Test
	void whatTlsHoldsIsNotWaitedFor() throws IOException {
		this.input.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null,
				new TlsPeer("TLSv1.3", null, List.of(), null), this.records));
		this.socket.whileWaiting(() -> {
			throw new AssertionError("waits");
		});
		assertThat(this.input.await(false)).as("it may be a part of a record").isFalse();
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(this.output.isHolding()).isTrue();
	}

	@Test
	void readOfTls12SendsTheRepliesFirst() throws IOException {
		this.input.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null,
				new TlsPeer("TLSv1.2", null, List.of(), null), this.records));
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(5);
		assertThat(sent()).isEqualTo("reply\n");
	}

	@Test
	void recordsWithoutDataEndWithTheInput() throws IOException {
		openSecured();
		this.records.overhead(100).flush();
		this.input.end();
		assertThatIOException().isThrownBy(this.records.overhead(100)::flush);
	}

	@Test
	void recordsWithoutDataAreLimited() throws IOException {
		openSecured();
		this.records.overhead(1000).flush();
		assertThatExceptionOfType(OverheadException.class).isThrownBy(this.records.overhead(1001)::flush);
	}

	@Test
	void recordsWithoutDataLetOthersRunAndRepliesLeave() throws Exception {
		openSecured();
		Thread reader = Thread.startVirtualThread(() -> {
			try {
				while (this.output.isHolding()) {
					this.records.overhead(100).flush();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		assertThat(reader.join(Duration.ofMinutes(1))).isTrue();
		assertThat(sent()).isEqualTo("reply\n");
	}

	@Test
	void frameIsHeldToItsDeadlineAlsoBetweenRecordsWithoutData() throws IOException {
		ConnectionInput hasty = new ConnectionInput(this.socket, this.output, this.memory, ListenerMetrics.NONE,
				Duration.ofNanos(1));
		hasty.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null,
				new TlsPeer("TLSv1.3", null, List.of(), null), this.records));
		hasty.await(true);
		this.records.overhead(100).flush();
		assertThatExceptionOfType(LateFrameException.class).isThrownBy(this.records.overhead(200)::flush);
	}

	@Test
	void partOfARecordIsAPartOfAFrame() throws IOException {
		ConnectionInput hasty = new ConnectionInput(this.socket, this.output, this.memory, ListenerMetrics.NONE,
				Duration.ofNanos(1));
		hasty.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null,
				new TlsPeer("TLSv1.3", null, List.of(), null), this.records));
		this.socket.readWaits();
		this.records.beginRecord();
		this.socket.waitIfToldTo();
		assertThatExceptionOfType(LateFrameException.class).isThrownBy(this.socket::waitIfToldTo);
	}

	@Test
	void endThatIsDecidedWhileAWholeFrameWaitsForMemoryComesBehindItsAnswer() throws Exception {
		CompletableFuture<Boolean> whole = waitForMemory(MemoryKind.PAYLOADS);
		assertThat(this.input.end()).as("the output is not to be shut").isFalse();
		this.budget.release(MemoryKind.BUFFERS, 1000);
		assertThat(whole).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(true);
		assertThat(this.input.read(this.bytes, 0, this.bytes.length)).isEqualTo(-1);
	}

	@Test
	void endThatIsDecidedWhileHalfAFrameWaitsForMemoryEndsIt() throws Exception {
		CompletableFuture<Boolean> half = waitForMemory(MemoryKind.FRAMES);
		assertThat(this.input.end()).isTrue();
		this.input.endNow();
		assertThat(half).failsWithin(1, TimeUnit.MINUTES)
			.withThrowableOfType(ExecutionException.class)
			.withRootCauseInstanceOf(EOFException.class);
	}

	private CompletableFuture<Boolean> waitForMemory(MemoryKind kind) throws IOException {
		this.budget.tryTake(MemoryKind.BUFFERS, 1000);
		this.input.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null));
		CompletableFuture<Boolean> taken = new CompletableFuture<>();
		Thread waiter = Thread.startVirtualThread(() -> {
			try {
				taken.complete(
						this.input.await(this.memory, kind, 500, () -> this.budget.tryTake(kind, 500) ? true : null));
			}
			catch (IOException ex) {
				taken.completeExceptionally(ex);
			}
		});
		await().until(() -> waiter.getState() == Thread.State.WAITING);
		assertThat(sent()).isEqualTo("reply\n");
		return taken;
	}

	private void openSecured() throws IOException {
		this.input.open(new OpenedSocket(this.socket, new InetSocketAddress(0), null,
				new TlsPeer("TLSv1.3", null, List.of(), null), this.records));
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
