package io.sluice.admission.limits;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import io.sluice.CloseReason;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.CidrBlock;
import io.sluice.socket.PollerGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link AdmittingServerSocket}: a client that was accepted and is not let in is closed,
 * whatever kept it out.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdmittingServerSocketTests {

	private static final int PATIENCE_MILLIS = 30_000;

	private final PollerGroup pollers = new PollerGroup(VitalThreadMonitor.UNWATCHED);

	private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

	private final ConnectionLimit limit = new ConnectionLimit(1);

	@AfterEach
	void close() {
		this.pollers.close();
	}

	@Test
	void clientThatWaitsForRoomIsClosedWhenTheAcceptIsInterrupted() throws Exception {
		try (ServerSocket server = server(null, this::ignore)) {
			Thread acceptor = accept(server);
			try (Socket client = connectAfterTheLimitWasTaken(server, acceptor)) {
				acceptor.interrupt();
				assertThat(this.failure.get()).isInstanceOf(InterruptedIOException.class);
				assertClosed(client);
			}
		}
	}

	@Test
	void clientThatWaitsForRoomIsClosedWithTheServerSocket() throws Exception {
		ServerSocket server = server(null, this::ignore);
		Thread acceptor = accept(server);
		try (Socket client = connectAfterTheLimitWasTaken(server, acceptor)) {
			server.close();
			assertThat(this.failure.get()).isInstanceOf(SocketException.class);
			assertClosed(client);
		}
	}

	@Test
	void clientIsClosedWhereToldOfItsRefusalFails() throws Exception {
		AddressGate nobody = new AddressGate(new AddressRules(List.of(), List.of(CidrBlock.parse("127.0.0.0/8"))),
				new AddressLimit(1));
		try (ServerSocket server = server(nobody, (reason, peer) -> {
			throw new IllegalStateException("metrics are broken");
		})) {
			accept(server);
			try (Socket client = connect(server)) {
				assertThat(this.failure.get()).hasMessage("metrics are broken");
				assertClosed(client);
			}
		}
	}

	private void ignore(CloseReason reason, InetSocketAddress peer) {
	}

	private ServerSocket server(AddressGate addresses, BiConsumer<CloseReason, InetSocketAddress> rejected)
			throws IOException {
		Admission admission = new Admission("test", List.of(this.limit), new ConnectionRate(0), addresses, rejected);
		return new AdmittingServerSocketFactory(this.pollers, admission, AcceptedOptions.NONE, null)
			.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
	}

	private Thread accept(ServerSocket server) {
		return Thread.ofPlatform().start(() -> {
			try {
				server.accept();
			}
			catch (IOException | RuntimeException ex) {
				this.failure.complete(ex);
			}
		});
	}

	/**
	 * Another listener is quicker: room there was when the accept began is gone.
	 */
	private Socket connectAfterTheLimitWasTaken(ServerSocket server, Thread acceptor) throws Exception {
		await().until(() -> acceptor.getStackTrace().length > 0 && acceptor.getStackTrace()[0].isNativeMethod());
		assertThat(this.limit.enter(0)).isTrue();
		Socket client = connect(server);
		await().until(() -> isIn(acceptor, "enter"));
		return client;
	}

	private static boolean isIn(Thread thread, String method) {
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getClassName().equals(AdmittingServerSocket.class.getName())
					&& frame.getMethodName().equals(method)) {
				return true;
			}
		}
		return false;
	}

	private static Socket connect(ServerSocket server) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
	}

	private static void assertClosed(Socket client) throws IOException {
		client.setSoTimeout(PATIENCE_MILLIS);
		try {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		catch (SocketException ex) {
			// closed by a reset
			assertThat(ex).hasMessageContaining("reset");
		}
	}

}
