package io.sluice.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

import io.sluice.CloseReason;
import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.spi.OpenedSocket;
import io.sluice.telemetry.ListenerMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LingeringClose}: whichever thread ends a connection's output, and however many
 * do, it is ended once.
 */
class LingeringCloseTests {

	private final SocketStub accepted = new SocketStub(InputStream::nullInputStream);

	private final CountedSocket socket = new CountedSocket();

	private final OpenedSocket opened = new OpenedSocket(this.socket, new InetSocketAddress(0), null);

	private final ReplyOutput output = new ReplyOutput(ListenerMetrics.NONE, this.accepted);

	private final ConnectionInput input = new ConnectionInput(this.accepted, this.output,
			new MemoryAccount(MemoryBudget.UNLIMITED), ListenerMetrics.NONE, Duration.ofMinutes(1));

	private final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

	private final LingeringClose lingering = new LingeringClose("test", this.lifecycle, this.accepted, this.input,
			this.output);

	LingeringCloseTests() throws IOException {
	}

	@BeforeEach
	void open() throws IOException {
		this.output.open(new ReplySink.Secured(new ByteArrayOutputStream(), MemoryBudget.UNLIMITED));
		this.input.open(new OpenedSocket(this.accepted, new InetSocketAddress(0), null));
		this.lifecycle.open();
	}

	@Test
	void outputOfAConnectionThatHasBeenToldOfItsEndIsNotEndedAgain() throws IOException {
		this.accepted.whileWaiting(() -> {
			this.lifecycle.finish(CloseReason.DRAINING);
			this.lingering.finish(CloseReason.DRAINING, this.opened, false);
		});
		this.input.await(false);
		assertThat(this.socket.ended).isOne();
		this.lingering.endOutput(CloseReason.DRAINING, this.opened);
		assertThat(this.socket.ended).isOne();
	}

	@Test
	void outputThatIsEndedTwiceIsEndedOnce() throws IOException {
		assertThat(this.lingering.endOutput(CloseReason.DRAINING, this.opened)).isTrue();
		assertThat(this.lingering.endOutput(CloseReason.DRAINING, this.opened)).isTrue();
		this.accepted.whileWaiting(() -> this.lingering.finish(CloseReason.DRAINING, this.opened, false));
		this.input.await(false);
		assertThat(this.socket.ended).isOne();
		assertThat(this.lifecycle.isEnding()).isTrue();
	}

	@Test
	void outputThatCannotBeEndedIsABrokenConnection() {
		this.socket.ended = 1;
		assertThat(this.lingering.endOutput(CloseReason.DRAINING, this.opened)).isFalse();
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
