package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.TcpHandler;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpSender;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.GenericMessage;

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
			push(gateway, connection, "pushed");
			assertThat(client.readLine()).isEqualTo("pushed");
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> push(gateway, connection, "two\nlines"));
		}
	}

	@Test
	void pushForWhichNoMemoryIsLeftFailsForItsSenderOnly() throws Exception {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			assertThat(budget.tryTake(MemoryKind.REPLIES, budget.max() - budget.used())).isTrue();
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> push(gateway, connection, "pushed"))
				.withMessageContaining("[test] no memory is left for a push of 6 bytes")
				.withMessageContaining("'sluice.limits.memory'");
			budget.release(MemoryKind.REPLIES, budget.used(MemoryKind.REPLIES));
			push(gateway, connection, "pushed");
			assertThat(client.readLine()).isEqualTo("pushed");
			assertThat(budget.used(MemoryKind.REPLIES)).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("unfit")
	void pushOfAMessageThatCannotBeSentFailsForItsSenderOnly(Object payload, String reason) throws IOException {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> push(gateway, connection, payload))
				.withMessageContaining("[test] the message cannot be sent: " + reason);
			push(gateway, connection, "fits");
			assertThat(client.readLine()).isEqualTo("fits");
			assertThat(client.request("")).isEqualTo(connection);
		}
	}

	static Stream<Arguments> unfit() {
		return Stream.of(Arguments.of("two\nlines", "it contains the line end (LF)"),
				Arguments.of("half a pair \ud83d", "the charset UTF-8 has no character U+D83D"),
				Arguments.of("x".repeat(100_000), "100000 bytes exceed max-size 65536"),
				Arguments.of(new Unwritable(0), "/ by zero"));
	}

	record Unwritable(int count) {

		@JsonProperty
		int share() {
			return 100 / this.count;
		}

	}

	@Test
	void whoeverPushesWithoutAnAdapterMayCloseTheConnection() throws IOException {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			TcpConnection own = gateway.context().getBean(OwnSender.class).connections.get(connection);
			own.send(new GenericMessage<>("bye"));
			own.close();
			assertThat(client.readToEnd()).isEqualTo("bye\n");
			await().untilAsserted(() -> assertThat(gateway.closed("handler_requested")).isOne());
			await().untilAsserted(() -> assertThat(gateway.context().getBean(OwnSender.class).connections).isEmpty());
		}
	}

	/**
	 * An interrupted virtual thread's write would close the socket.
	 */
	@Test
	void interruptOfAThreadThatPushesHarmsNoConnection() throws Exception {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].to=who", ".framing.max-size=8MB");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			String large = "x".repeat(8_000_000);
			Thread pushing = Thread.ofVirtual().start(() -> {
				Thread.currentThread().interrupt();
				push(gateway, connection, large);
			});
			assertThat(client.readLine()).isEqualTo(large);
			pushing.join();
			assertThat(client.request("")).isEqualTo(connection);
		}
	}

	@Test
	void handlerMayPushToItsOwnConnectionAndGoOn() throws Exception {
		try (TestGateway gateway = TestGateway.start(Push.class, ".routes[0].when.equals=progress",
				".routes[0].to=progress", ".routes[1].to=who"); TestClient client = gateway.connect()) {
			client.send("who\nprogress\nwho\n");
			String connection = client.readLine();
			assertThat(client.readLine()).isEqualTo("half done");
			gateway.context().getBean(Push.class).halfDoneRead.countDown();
			assertThat(client.readLine()).isEqualTo("done");
			assertThat(client.readLine()).isEqualTo(connection);
		}
	}

	/**
	 * The pool's one thread is free when the connection's run has ended.
	 */
	@Test
	void requestsBehindACloseAreNotHandled() throws IOException {
		try (TestGateway gateway = TestGateway.start(Push.class, ".executor.type=pool", ".executor.max-threads=1",
				".routes[0].when.equals=shut", ".routes[0].to=shut", ".routes[1].to=who")) {
			try (TestClient client = gateway.connect()) {
				assertThat(client.send("shut\nwho\n").readToEnd()).isEmpty();
			}
			try (TestClient client = gateway.connect()) {
				client.request("");
			}
			assertThat(gateway.requests("who", "ok")).isOne();
		}
	}

	private static void push(TestGateway gateway, String connection, Object text) {
		gateway.context()
			.getBean(TcpSendingMessageHandler.class)
			.handleMessage(MessageBuilder.withPayload(text).setHeader(IpHeaders.CONNECTION_ID, connection).build());
	}

	@Test
	void pushToAConnectionThatIsBeingClosedDoesNotChangeItsReason() throws IOException {
		try (TestGateway gateway = TestGateway.start(Push.class, ".framing.max-size=100B", ".routes[0].to=who");
				TestClient client = gateway.connect()) {
			String connection = client.request("");
			client.send("x".repeat(200) + "\n");
			assertThat(client.readLine()).startsWith("ERR FRAME_TOO_LARGE");
			// the end of the output comes behind the answer
			assertThat(client.read(1)).isEmpty();
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> push(gateway, connection, "too late"));
			await().untilAsserted(() -> assertThat(gateway.closed("frame_too_large")).isOne());
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

	static final class OwnSender implements TcpSender {

		final Map<String, TcpConnection> connections = new ConcurrentHashMap<>();

		@Override
		public void addNewConnection(TcpConnection connection) {
			this.connections.put(connection.getConnectionId(), connection);
		}

		@Override
		public void removeDeadConnection(TcpConnection connection) {
			this.connections.remove(connection.getConnectionId());
		}

	}

	@Configuration
	static class Push {

		final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		final CountDownLatch halfDoneRead = new CountDownLatch(1);

		private final ObjectProvider<TcpSendingMessageHandler> sender;

		private final ObjectProvider<SluiceServerConnectionFactory> connections;

		Push(ObjectProvider<TcpSendingMessageHandler> sender,
				ObjectProvider<SluiceServerConnectionFactory> connections) {
			this.sender = sender;
			this.connections = connections;
		}

		@TcpHandler("who")
		String who(@Header(IpHeaders.CONNECTION_ID) String connection) {
			return connection;
		}

		@TcpHandler("progress")
		String progress(@Header(IpHeaders.CONNECTION_ID) String connection) throws InterruptedException {
			this.sender.getObject()
				.handleMessage(
						MessageBuilder.withPayload("half done").setHeader(IpHeaders.CONNECTION_ID, connection).build());
			this.halfDoneRead.await();
			return "done";
		}

		@TcpHandler("shut")
		void shut(@Header(IpHeaders.CONNECTION_ID) String connection) {
			this.connections.getObject().closeConnection(connection);
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

		@Bean
		OwnSender ownSender(@Qualifier("sluice.test.connections") SluiceServerConnectionFactory connections) {
			OwnSender sender = new OwnSender();
			connections.registerSender(sender);
			return sender;
		}

	}

}
