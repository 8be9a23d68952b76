package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.ip.tcp.connection.DefaultTcpSocketSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options of the sockets of a listener's connections.
 */
class SocketOptionsTests {

	private static final String ROUTE = ".routes[0].to=echo";

	@Test
	void connectionsAreProbedAfterAMinute() throws Exception {
		try (TestGateway gateway = TestGateway.start(Observed.class, ROUTE); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			Socket accepted = accepted(gateway);
			assertThat(accepted.getKeepAlive()).isTrue();
			assertThat(probes(accepted)).containsExactly(60, 10, 6);
		}
	}

	@Test
	void probesComeAsTheListenerSays() throws Exception {
		try (TestGateway gateway = TestGateway.start(Observed.class, ROUTE, ".keep-alive.idle=2m",
				".keep-alive.interval=5s", ".keep-alive.count=4");
				TestClient client = gateway.connect();
				TestClient other = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			assertThat(other.request("hello")).isEqualTo("hello");
			assertThat(probes(accepted(gateway))).containsExactly(120, 5, 4);
			assertThat(probes(accepted(gateway))).containsExactly(120, 5, 4);
		}
	}

	@Test
	void probesMayBeSwitchedOff() throws Exception {
		try (TestGateway gateway = TestGateway.start(Observed.class, ROUTE, ".keep-alive.enabled=false");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			assertThat(accepted(gateway).getKeepAlive()).isFalse();
		}
	}

	@Test
	void buffersOfTheKernelAreAsLargeAsTheListenerSays() throws Exception {
		try (TestGateway gateway = TestGateway.start(Observed.class, ROUTE, ".receive-buffer=16KB",
				".send-buffer=24KB"); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			Socket accepted = accepted(gateway);
			assertThat(accepted.getReceiveBufferSize()).isEqualTo(16 * 1024);
			assertThat(accepted.getSendBufferSize()).isEqualTo(24 * 1024);
		}
	}

	private static Socket accepted(TestGateway gateway) throws InterruptedException {
		return gateway.context().getBean(Observed.class).accepted.take();
	}

	private static List<Integer> probes(Socket socket) throws IOException {
		return List.of(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE),
				socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL),
				socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
	}

	/** Sees the sockets that are accepted. */
	static class Observed {

		private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

		@Bean
		static BeanPostProcessor sockets(ObjectProvider<Observed> observed) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof SluiceServerConnectionFactory factory) {
						factory.setTcpSocketSupport(new DefaultTcpSocketSupport() {

							@Override
							public void postProcessSocket(Socket socket) {
								observed.getObject().accepted.add(socket);
							}

						});
					}
					return bean;
				}

			};
		}

	}

}
