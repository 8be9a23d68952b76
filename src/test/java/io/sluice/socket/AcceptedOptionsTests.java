package io.sluice.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.util.List;
import java.util.Set;

import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options that accepted sockets have of the listening one.
 */
class AcceptedOptionsTests {

	private static final KeepAlive PROBES = new KeepAlive(41, 7, 3);

	@Test
	@EnabledOnOs(OS.LINUX)
	void acceptedSocketInheritsAllWithoutAFurtherCall() throws IOException {
		AcceptedOptions options = new AcceptedOptions(16 * 1024, PROBES);
		try (Accepting accepting = new Accepting(options)) {
			assertThat(accepting.missing).isEmpty();
			try (Socket client = accepting.connect(); Socket accepted = accepting.listening.accept()) {
				assertThat(client.isConnected()).isTrue();
				assertThat(probes(accepted)).containsExactly(41, 7, 3);
				assertThat(accepted.getReceiveBufferSize()).isEqualTo(16 * 1024);
				options.complete(accepted);
			}
			options.complete(new UntouchableSocket());
		}
	}

	@Test
	void acceptedSocketThatInheritedNothingIsGivenThem() throws IOException {
		AcceptedOptions options = new AcceptedOptions(null, PROBES);
		try (Accepting accepting = new Accepting(AcceptedOptions.NONE)) {
			for (int i = 0; i < 2; i++) {
				try (Socket client = accepting.connect(); Socket accepted = accepting.listening.accept()) {
					assertThat(client.isConnected()).isTrue();
					options.complete(accepted);
					assertThat(probes(accepted)).containsExactly(41, 7, 3);
				}
			}
		}
	}

	@Test
	void optionsThatTheSystemDoesNotHaveAreNamedAndLeftOut() throws IOException {
		try (ServerSocket listening = new ServerSocket() {

			@Override
			public Set<SocketOption<?>> supportedOptions() {
				return Set.of(ExtendedSocketOptions.TCP_KEEPCOUNT);
			}

		}) {
			assertThat(new AcceptedOptions(null, PROBES).set(listening)).containsExactly("TCP_KEEPIDLE",
					"TCP_KEEPINTERVAL");
			assertThat(listening.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
			assertThat(listening.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isNotEqualTo(7);
		}
	}

	private static List<Integer> probes(Socket socket) throws IOException {
		return List.of(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE),
				socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL),
				socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
	}

	/** A socket of which nothing is asked. */
	private static final class UntouchableSocket extends Socket {

		@Override
		public <T> T getOption(SocketOption<T> name) {
			throw new AssertionError(name);
		}

		@Override
		public <T> Socket setOption(SocketOption<T> name, T value) {
			throw new AssertionError(name);
		}

	}

	/** A listening socket with the options. */
	private static final class Accepting implements AutoCloseable {

		private final ServerSocket listening = new ServerSocket();

		private final List<String> missing;

		private Accepting(AcceptedOptions options) throws IOException {
			this.missing = options.set(this.listening);
			this.listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		}

		private Socket connect() throws IOException {
			return new Socket(this.listening.getInetAddress(), this.listening.getLocalPort());
		}

		@Override
		public void close() throws IOException {
			this.listening.close();
		}

	}

}
