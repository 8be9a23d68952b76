package io.sluice.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.sluice.process.VitalThreadMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link PolledServerSocket}: a server socket behaves as the JDK's own.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolledServerSocketTests {

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private PolledServer server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new PolledServer(this.pollers);
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		this.pollers.close();
	}

	@Test
	void portThatIsTakenIsNotBound() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> {
			try (ServerSocket second = new PolledServerSocket() {
			}) {
				second.bind(this.server.getLocalSocketAddress(), 10);
			}
		});
	}

	@Test
	void acceptThatTakesTooLongCanBeTriedAgain() throws IOException {
		this.server.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this.server::accept);
		this.server.setSoTimeout(0);
		try (Socket client = this.server.connect(); Socket accepted = this.server.accept()) {
			assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
		}
	}

	@Test
	void closeEndsAnAccept() throws IOException {
		CompletableFuture<Thread> acceptor = new CompletableFuture<>();
		CompletableFuture<PolledSocket> accepted = CompletableFuture.supplyAsync(() -> {
			acceptor.complete(Thread.currentThread());
			try {
				return this.server.accept();
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		});
		await().until(() -> acceptor.join().getStackTrace()[0].isNativeMethod());
		this.server.close();
		assertThat(accepted).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(SocketException.class);
	}

	@Test
	void interruptOfTheThreadThatAcceptsIsNoticed() throws Exception {
		CompletableFuture<IOException> failure = new CompletableFuture<>();
		Thread acceptor = Thread.ofPlatform().start(() -> {
			try {
				this.server.accept();
			}
			catch (IOException ex) {
				failure.complete(ex);
			}
		});
		acceptor.interrupt();
		assertThat(failure.get()).isInstanceOf(SocketException.class);
		assertThat(this.server.isListening()).isFalse();
	}

	@Test
	void acceptsOnlySocketsThatArePolled() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (ServerSocket plain = new PolledServerSocket() {
			}) {
				plain.bind(null);
				plain.accept();
			}
		});
	}

}
