package io.sluice.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.sluice.process.VitalThreadMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link PolledSocket}: one that connects.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolledClientSocketTests {

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private PolledServer server;

	private PolledSocket client;

	@BeforeEach
	void listen() throws IOException {
		this.server = new PolledServer(this.pollers);
		this.client = new PolledSocket(this.pollers);
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
		this.pollers.close();
	}

	@Test
	void talksToWhatItHasConnectedTo() throws Exception {
		this.client.setTcpNoDelay(true);
		this.client.connect(this.server.getLocalSocketAddress());
		try (Socket accepted = this.server.accept()) {
			assertThat(this.client.getRemoteSocketAddress()).isEqualTo(this.server.getLocalSocketAddress());
			assertThat(this.client.getLocalSocketAddress()).isEqualTo(accepted.getRemoteSocketAddress());
			assertThat(this.client.getTcpNoDelay()).isTrue();
			this.client.getOutputStream().write("PING".getBytes(StandardCharsets.US_ASCII));
			assertThat(accepted.getInputStream().readNBytes(4)).asString().isEqualTo("PING");
			accepted.getOutputStream().write("PONG".getBytes(StandardCharsets.US_ASCII));
			assertThat(this.client.getInputStream().readNBytes(4)).asString().isEqualTo("PONG");
		}
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void connectsFromTheAddressItIsBoundTo() throws Exception {
		InetAddress source = InetAddress.getByName("127.0.0.2");
		this.client.bind(new InetSocketAddress(source, 0));
		int port = this.client.getLocalPort();
		this.client.connect(this.server.getLocalSocketAddress());
		try (Socket accepted = this.server.accept()) {
			assertThat(accepted.getRemoteSocketAddress()).isEqualTo(new InetSocketAddress(source, port));
		}
	}

	@Test
	void isRefusedWhereNobodyListens() throws Exception {
		this.server.close();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> this.client.connect(this.server.getLocalSocketAddress()))
			.withMessage("Connection refused");
		assertThat(this.client.isClosed()).isTrue();
	}

	@Test
	void connectTakesNoLongerThanItMay() throws Exception {
		try (FullServer full = new FullServer()) {
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.client.connect(full.address(), 200));
		}
	}

	@Test
	void knowsNoHostWithoutAnAddress() {
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> this.client.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
	}

	@Test
	void closeEndsAConnect() throws Exception {
		try (FullServer full = new FullServer()) {
			CompletableFuture<Boolean> connect = new CompletableFuture<>();
			awaitWaiting(Thread.ofVirtual().start(() -> connect(full.address(), connect)));
			this.client.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(connect::get)
				.withCauseInstanceOf(SocketException.class);
		}
	}

	@Test
	void interruptEndsAConnect() throws Exception {
		try (FullServer full = new FullServer()) {
			CompletableFuture<Boolean> connect = new CompletableFuture<>();
			Thread connecting = Thread.ofVirtual().start(() -> connect(full.address(), connect));
			awaitWaiting(connecting);
			connecting.interrupt();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(connect::get)
				.havingCause()
				.isInstanceOf(SocketException.class)
				.withMessage("Closed by interrupt");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void interruptFromBeforeIsKeptAndEndsNoConnect(boolean virtual) throws Exception {
		CompletableFuture<Boolean> connect = new CompletableFuture<>();
		(virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(() -> {
			Thread.currentThread().interrupt();
			connect(this.server.getLocalSocketAddress(), connect);
		});
		assertThat(connect.get()).as("the flag").isTrue();
		this.server.accept().close();
	}

	/**
	 * Connect.
	 * @param end hears whether the thread's interrupt flag is set then
	 */
	private void connect(SocketAddress address, CompletableFuture<Boolean> end) {
		try {
			this.client.connect(address);
			end.complete(Thread.currentThread().isInterrupted());
		}
		catch (IOException ex) {
			end.completeExceptionally(ex);
		}
	}

	private static void awaitWaiting(Thread thread) {
		await().until(thread::getState, Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)::contains);
	}

	/**
	 * Listens, and has as many clients waiting to be accepted as it may: Linux does not
	 * answer any other.
	 */
	private static final class FullServer implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

		private final List<Socket> waiting = new ArrayList<>();

		FullServer() throws IOException {
			while (isAnswered()) {
				assertThat(this.waiting).hasSizeLessThan(100);
			}
		}

		private boolean isAnswered() throws IOException {
			Socket next = new Socket();
			this.waiting.add(next);
			try {
				next.connect(address(), 1000);
				return true;
			}
			catch (SocketTimeoutException ex) {
				return false;
			}
		}

		SocketAddress address() {
			return this.socket.getLocalSocketAddress();
		}

		@Override
		public void close() throws IOException {
			for (Socket client : this.waiting) {
				client.close();
			}
			this.socket.close();
		}

	}

}
