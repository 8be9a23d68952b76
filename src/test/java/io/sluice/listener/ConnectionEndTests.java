package io.sluice.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.sluice.CloseReason;
import io.sluice.framing.LineFraming;
import io.sluice.process.MemoryBudget;
import io.sluice.process.VitalThreads;
import io.sluice.spi.Opening;
import io.sluice.spi.Opening.Opened;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConnectionEnd}: whoever ends a connection's output, and however many do, it is
 * ended once.
 */
class ConnectionEndTests {

	private final Sweeper sweeper = new Sweeper(MemoryBudget.UNLIMITED, VitalThreads.UNWATCHED);

	private final ReplyFlusher flusher = new ReplyFlusher(VitalThreads.UNWATCHED);

	private final SocketStub accepted = new SocketStub(InputStream::nullInputStream);

	private final CountedSocket socket = new CountedSocket();

	private final Opened opened = new Opened(this.socket, new InetSocketAddress(0), null);

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, this.accepted);

	private ConnectionInput input;

	private ConnectionEnd end;

	ConnectionEndTests() throws IOException {
	}

	@BeforeEach
	void open() throws IOException {
		Deadlines deadlines = new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1),
				new Lifetime(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO));
		SluiceServerConnectionFactory factory = new SluiceServerConnectionFactory(new Endpoint("test", null, 0, 1),
				new Protocol(Opening.PLAIN, new LineFraming(100), StandardCharsets.UTF_8, deadlines, null),
				ListenerMetrics.NONE, this.sweeper, this.flusher);
		this.input = new ConnectionInput(this.accepted, this.output, new FairShare(this.output), ListenerMetrics.NONE,
				deadlines.frame());
		this.output.open(new ReplySink.Secured(new ByteArrayOutputStream(), MemoryBudget.UNLIMITED));
		this.input.open(new Opened(this.accepted, new InetSocketAddress(0), null));
		this.end = new ConnectionEnd(factory, this.input, this.output,
				new Expiry(deadlines, this.accepted, this.output));
	}

	@AfterEach
	void close() {
		this.sweeper.close();
		this.flusher.close();
	}

	@Test
	void farewellOfAConnectionThatWasToldOfItsEndEndsNothingAgain() throws IOException {
		this.accepted.whileWaiting(() -> {
			this.end.decide(CloseReason.DRAINING);
			this.end.finish(this.opened);
		});
		this.input.await();
		assertThat(this.socket.ended).isOne();
		this.end.endOutput(this.opened);
		assertThat(this.socket.ended).isOne();
	}

	@Test
	void outputThatIsEndedTwiceIsEndedOnce() throws IOException {
		this.end.endOutput(this.opened);
		this.end.endOutput(this.opened);
		this.accepted.whileWaiting(() -> this.end.finish(this.opened));
		this.input.await();
		assertThat(this.socket.ended).isOne();
		assertThat(this.end.isEnding()).isTrue();
	}

	/**
	 * As another thread sees it that looks just before: its output has not been ended.
	 */
	private static final class CountedSocket extends Socket {

		private int ended;

		@Override
		public void shutdownOutput() throws IOException {
			if (++this.ended > 1) {
				throw new SocketException("Socket output is already shutdown");
			}
		}

	}

}
