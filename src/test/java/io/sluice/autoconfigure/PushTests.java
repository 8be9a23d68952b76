package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Spring Integration's own ways to a connection work on Sluice's.
 */
class PushTests {

	@Test
	void messageMayBePushedToAConnectionAtAnyTime() throws Exception {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			TcpSendingMessageHandler push = gateway.context().getBean(TcpSendingMessageHandler.class);
			push.handleMessage(
					MessageBuilder.withPayload("pushed").setHeader(IpHeaders.CONNECTION_ID, connection).build());
			assertThat(client.readLine()).isEqualTo("pushed");
			assertThatExceptionOfType(MessageDeliveryException.class).isThrownBy(() -> push.handleMessage(
					MessageBuilder.withPayload("two\nlines").setHeader(IpHeaders.CONNECTION_ID, connection).build()));
		}
	}

	@Test
	void applicationMayCloseAConnection() throws IOException {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			assertThat(gateway.listener("test").closeConnection(connection)).isTrue();
			assertThat(client.readToEnd()).isEmpty();
			assertThat(gateway.closed("handler_requested")).isOne();
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.connections.active")).isZero());
		}
	}

	@Test
	void eventsTellOfConnections() throws Exception {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who")) {
			Push push = gateway.context().getBean(Push.class);
			String connection;
			try (TestClient client = gateway.connect()) {
				connection = client.request("");
			}
			assertThat(push.events.poll(1, TimeUnit.MINUTES)).isEqualTo("open " + connection);
			assertThat(push.events.poll(1, TimeUnit.MINUTES)).isEqualTo("close " + connection);
		}
	}

	@Configuration
	static class Push {

		final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@TcpHandler("who")
		String who(@Header(IpHeaders.CONNECTION_ID) String connection) {
			return connection;
		}

		@EventListener
		void opened(TcpConnectionOpenEvent event) {
			this.events.add("open " + event.getConnectionId());
		}

		@EventListener
		void closed(TcpConnectionCloseEvent event) {
			this.events.add("close " + event.getConnectionId());
		}

		@Bean
		TcpSendingMessageHandler push(@Qualifier("sluice.test.connections") SluiceServerConnectionFactory connections) {
			TcpSendingMessageHandler handler = new TcpSendingMessageHandler();
			handler.setConnectionFactory(connections);
			return handler;
		}

	}

}
