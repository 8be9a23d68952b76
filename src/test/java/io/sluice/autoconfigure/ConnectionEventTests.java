package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionExceptionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring Integration's events of a connection, and what a connection says of itself.
 */
class ConnectionEventTests {

	private static final String PROXY = ".proxy-protocol.mode=required";

	private static final String HEADER = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n";

	@TempDir
	private Path directory;

	/**
	 * A way for a connection to end.
	 */
	enum Ending {

		NOT_A_PROXY_HEADER("", PROXY) {
			@Override
			void end(TestClient client) throws IOException {
				client.send("hello\n").awaitClosed();
			}
		},

		HALF_A_PROXY_HEADER("", PROXY) {
			@Override
			void end(TestClient client) throws IOException {
				client.send("PROXY TCP4 192.").reset();
			}
		},

		ADDRESS_DENIED("", PROXY, ".access.deny[0]=192.0.2.0/24") {
			@Override
			void end(TestClient client) throws IOException {
				client.send(HEADER).awaitClosed();
			}
		},

		HANDSHAKE_TIMEOUT("", PROXY, ".timeouts.handshake=300ms") {
			@Override
			void end(TestClient client) throws IOException {
				client.awaitClosed();
			}
		},

		FAILED_HANDSHAKE("", "tls") {
			@Override
			void end(TestClient client) throws IOException {
				client.send("this is not TLS\n").awaitClosed();
			}
		},

		CLOSE("open close") {
			@Override
			void end(TestClient client) throws IOException {
				client.request("hello");
				client.close();
			}
		},

		RESET("open exception close") {
			@Override
			void end(TestClient client) throws IOException {
				client.request("hello");
				client.reset();
			}
		},

		BROKEN_FRAME("open exception close", ".framing.type=stx-etx") {
			@Override
			void end(TestClient client) throws IOException {
				client.send("no STX").awaitClosed();
			}
		},

		HALF_A_FRAME("open exception close") {
			@Override
			void end(TestClient client) throws IOException {
				client.request("hello");
				client.send("half").close();
			}
		},

		LATE_FRAME("open exception close", ".timeouts.frame=300ms") {
			@Override
			void end(TestClient client) throws IOException {
				client.send("half").awaitClosed();
			}
		},

		IDLE("open close", ".timeouts.idle=300ms") {
			@Override
			void end(TestClient client) throws IOException {
				client.awaitClosed();
			}
		};

		private final String events;

		private final String properties;

		Ending(String events, String... properties) {
			this.events = events;
			this.properties = String.join(" ", properties);
		}

		List<String> properties() {
			return words(this.properties);
		}

		abstract void end(TestClient client) throws IOException;

		List<String> expected() {
			return words(this.events);
		}

		private static List<String> words(String text) {
			return text.isEmpty() ? List.of() : List.of(text.split(" "));
		}

	}

	@ParameterizedTest
	@EnumSource
	void eventsOfAConnectionComeInPairsOrNotAtAll(Ending ending) throws Exception {
		TestGateway gateway = start(ending.properties());
		Events events = gateway.context().getBean(Events.class);
		try (gateway; TestClient client = gateway.connect()) {
			ending.end(client);
			await().until(() -> gateway.closed() == 1);
			await().untilAsserted(() -> assertThat(events.names()).isEqualTo(ending.expected()));
		}
		assertThat(events.names()).as("also when the gateway has stopped").isEqualTo(ending.expected());
	}

	private TestGateway start(List<String> properties) throws Exception {
		String[] all = Stream
			.concat(properties.stream().filter((each) -> !each.equals("tls")), Stream.of(".routes[0].to=says"))
			.toArray(String[]::new);
		return TestGateway.start(Events.class,
				properties.contains("tls") ? new TlsClients(this.directory).properties(all) : all);
	}

	@Test
	void connectionBehindAProxySaysOfItselfWhatTheHeadersSay() throws IOException {
		TestGateway gateway = TestGateway.start(Events.class, PROXY, ".routes[0].to=says");
		Events events = gateway.context().getBean(Events.class);
		try (gateway; TestClient client = gateway.connect()) {
			client.send(HEADER + "says\n");
			assertThat(client.readLine()).isEqualTo("192.0.2.7 192.0.2.7 4711");
			TcpConnection connection = events.connection();
			assertThat(describe(connection)).isEqualTo("192.0.2.7 192.0.2.7 4711");
			assertThat(connection.getSocketInfo().getPort()).as("the socket's")
				.isEqualTo(client.socket().getLocalPort());
			assertThat(connection.getSslSession()).isNull();
			assertThat(connection.isServer()).isTrue();
			assertThat(connection.isOpen()).isTrue();
			assertThat(connection).asString().contains("192.0.2.7:4711", connection.getConnectionId(), "'test'");
			client.endOutput();
			await().untilAsserted(() -> assertThat(events.names()).endsWith("close"));
			assertThat(describe(connection)).as("closed").isEqualTo("192.0.2.7 192.0.2.7 4711");
			assertThat(connection.isOpen()).isFalse();
		}
	}

	@Test
	void connectionWithTlsHasItsSession() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		TestGateway gateway = TestGateway.start(Events.class, tls.properties(".routes[0].to=says"));
		Events events = gateway.context().getBean(Events.class);
		try (gateway; TestClient client = tls.connect(gateway.port())) {
			client.request("says");
			TcpConnection connection = events.connection();
			assertThat(connection.getSslSession().getProtocol()).isEqualTo("TLSv1.3");
			assertThat(connection.getPort()).isEqualTo(client.socket().getLocalPort());
		}
	}

	@Test
	void applicationThatShutsAConnectionEndsItBehindItsReplies() throws IOException {
		TestGateway gateway = TestGateway.start(Events.class, ".routes[0].to=shut", ".routes[0].when.equals=shut",
				".routes[1].to=says");
		try (gateway; TestClient client = gateway.connect()) {
			assertThat(client.send("says\nshut\n").readLine()).isNotEmpty();
			assertThat(client.readToEnd()).isEqualTo("done\n");
			await().until(() -> gateway.closed("handler_requested") == 1);
		}
	}

	private static String describe(TcpConnection connection) {
		return "%s %s %d".formatted(connection.getHostAddress(), connection.getHostName(), connection.getPort());
	}

	@Configuration(proxyBeanMethods = false)
	static class Events {

		private static final Map<Class<?>, String> NAMES = Map.of(TcpConnectionOpenEvent.class, "open",
				TcpConnectionCloseEvent.class, "close", TcpConnectionExceptionEvent.class, "exception");

		private final Queue<TcpConnectionEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void record(TcpConnectionEvent event) {
			if (NAMES.containsKey(event.getClass())) {
				this.events.add(event);
			}
		}

		List<String> names() {
			return this.events.stream().map((event) -> NAMES.get(event.getClass())).toList();
		}

		TcpConnection connection() {
			return (TcpConnection) this.events.element().getSource();
		}

		@Bean
		Handlers handlers() {
			return new Handlers(this);
		}

	}

	static class Handlers {

		private final Events events;

		Handlers(Events events) {
			this.events = events;
		}

		@TcpHandler("says")
		String describe(Message<byte[]> message) {
			return "%s %s %s".formatted(message.getHeaders().get(IpHeaders.IP_ADDRESS),
					message.getHeaders().get(IpHeaders.HOSTNAME), message.getHeaders().get(IpHeaders.REMOTE_PORT));
		}

		@TcpHandler("shut")
		String shutDown() throws IOException {
			((TcpConnectionSupport) this.events.connection()).shutdownOutput();
			return "done";
		}

	}

}
