package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Pushes to all connections while some are still in their handshake.
 */
class BroadcastTests {

	private static final int CLIENTS = 40;

	@TempDir
	private Path directory;

	@Test
	void clientsThatAreInTheirHandshakeAreNeitherPushedToNorClosed() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Broadcast.class, tls.properties(".routes[0].to=who"))) {
			Thread broadcasting = Thread.ofPlatform().start(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					// more often than 50 times a second
					gateway.listener("test").getOpenConnectionIds().forEach((id) -> pushIfOpen(gateway, id));
				}
			});
			try {
				assertAllAreServed(tls, gateway);
			}
			finally {
				broadcasting.interrupt();
				broadcasting.join();
			}
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed") + gateway.closed("client_reset"))
				.isEqualTo(CLIENTS));
			assertThat(gateway.closed()).isEqualTo(CLIENTS);
		}
	}

	private static void assertAllAreServed(TlsClients tls, TestGateway gateway) throws IOException {
		List<TestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				TestClient client = tls.connect(gateway.port());
				clients.add(client);
				client.send("who\n");
				assertThat(firstReply(client)).startsWith("127.0.0.1:");
				assertThat(client.readLine()).as("a push after the reply").isNotNull();
			}
		}
		finally {
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	private static String firstReply(TestClient client) throws IOException {
		String line = client.readLine();
		while (line.equals("news")) {
			line = client.readLine();
		}
		return line;
	}

	@Test
	void connectionInItsHandshakeIsNotListedAndAPushToItFailsForItsSenderOnly() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Broadcast.class, tls.properties(".routes[0].to=who"));
				TestClient raw = gateway.connect()) {
			SluiceServerConnectionFactory listener = gateway.listener("test");
			await().untilAsserted(() -> assertThat(listener.openConnections().count()).isOne());
			assertThat(listener.getOpenConnectionIds()).isEmpty();
			String id = listener.openConnections().infos().findFirst().orElseThrow().client().connectionId();
			assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> push(gateway, id, "too early"));
			try (TestClient client = tls.connect(raw.socket(), "TLSv1.3")) {
				assertThat(client.request("who")).isEqualTo(id);
				assertThat(listener.getOpenConnectionIds()).containsExactly(id);
			}
			await().untilAsserted(() -> assertThat(listener.getOpenConnectionIds()).isEmpty());
		}
	}

	@Test
	void whoeverIsToldOfAnOpenConnectionMayPushToItAtOnce() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Greeting.class, tls.properties(".routes[0].to=who"));
				TestClient client = tls.connect(gateway.port())) {
			assertThat(client.readLine()).isEqualTo("welcome");
		}
	}

	@Test
	void connectionInItsHandshakeMayBeClosed() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Broadcast.class, tls.properties(".routes[0].to=who"));
				TestClient raw = gateway.connect()) {
			SluiceServerConnectionFactory listener = gateway.listener("test");
			await().untilAsserted(() -> assertThat(listener.openConnections().count()).isOne());
			String id = listener.openConnections().infos().findFirst().orElseThrow().client().connectionId();
			assertThat(listener.closeConnection(id)).isTrue();
			assertThat(raw.readToEnd()).isEmpty();
			assertThat(listener.closeConnection(id)).isFalse();
			await().untilAsserted(() -> assertThat(gateway.closed("handler_requested")).isOne());
		}
	}

	private static void pushIfOpen(TestGateway gateway, String connection) {
		try {
			push(gateway, connection, "news");
		}
		catch (MessagingException ex) {
			// it has been closed in between
		}
	}

	private static void push(TestGateway gateway, String connection, String text) {
		gateway.context()
			.getBean(TcpSendingMessageHandler.class)
			.handleMessage(MessageBuilder.withPayload(text).setHeader(IpHeaders.CONNECTION_ID, connection).build());
	}

	@Configuration(proxyBeanMethods = false)
	static class Broadcast {

		@TcpHandler("who")
		String who(@Header(IpHeaders.CONNECTION_ID) String connection) {
			return connection;
		}

		@Bean
		TcpSendingMessageHandler push(@Qualifier("sluice.test.connections") SluiceServerConnectionFactory connections) {
			TcpSendingMessageHandler handler = new TcpSendingMessageHandler();
			handler.setConnectionFactory(connections);
			return handler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Greeting extends Broadcast {

		private final ObjectProvider<TcpSendingMessageHandler> sender;

		Greeting(ObjectProvider<TcpSendingMessageHandler> sender) {
			this.sender = sender;
		}

		@EventListener
		void welcome(TcpConnectionOpenEvent event) {
			this.sender.getObject()
				.handleMessage(MessageBuilder.withPayload("welcome")
					.setHeader(IpHeaders.CONNECTION_ID, event.getConnectionId())
					.build());
		}

	}

}
