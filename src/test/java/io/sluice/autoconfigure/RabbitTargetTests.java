package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.rabbitmq.client.GetResponse;
import io.sluice.engine.RabbitEngine;
import io.sluice.support.ClosedPort;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Exchanges of RabbitMQ as targets, from YAML to what its queues hold.
 */
@NeedsPrograms("rabbitmqctl")
class RabbitTargetTests {

	@TempDir
	private static Path data;

	private static RabbitEngine rabbit;

	@TempDir
	private Path directory;

	@BeforeAll
	static void startBroker() throws IOException {
		rabbit = RabbitEngine.start(data);
	}

	@AfterAll
	static void stopBroker() {
		rabbit.close();
	}

	private TestGateway start(int port, String listener, String... properties) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				spring:
				  rabbitmq: { host: 127.0.0.1, port: %d }
				sluice:
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				%s
				""".formatted(port, listener.indent(6)), StandardCharsets.UTF_8);
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "spring.config.import=file:" + file;
		return TestGateway.start(Beans.class, all);
	}

	private static String body(GetResponse message) {
		return new String(message.getBody(), StandardCharsets.UTF_8);
	}

	@Test
	void theReplyFollowsTheBrokersWordAndTheMessageIsInTheQueue() throws IOException {
		rabbit.createQueue("orders", "new", "orders-new");
		try (TestGateway gateway = start(rabbit.port(), """
				routes:
				  - to: "rabbit:orders/new"
				    headers: [ { name: listener, value: "{listener}" } ]
				    reply: { text: "ACK {text:0..2}", error: "NAK {code}" }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("one more")).isEqualTo("ACK one");
			List<GetResponse> messages = rabbit.take("orders-new");
			assertThat(messages).hasSize(1);
			assertThat(body(messages.getFirst())).isEqualTo("one more");
			assertThat(messages.getFirst().getProps().getHeaders().get("listener")).hasToString("test");
			assertThat(messages.getFirst().getProps().getDeliveryMode()).isEqualTo(2);
		}
	}

	@Test
	void theRoutingKeyComesFromTheMessageAndOneThatNoQueueTakesIsRefused() throws IOException {
		rabbit.createQueue("keyed", "b", "keyed-b");
		try (TestGateway gateway = start(rabbit.port(),
				"""
						routes: [ { to: "rabbit:keyed", key: "{text:0..0}", reply: { text: ACK, error: "NAK {code} {message}" } } ]
						""");
				TestClient client = gateway.connect()) {
			assertThat(client.request("b 1")).isEqualTo("ACK");
			assertThat(client.request("c 1")).isEqualTo("NAK UPSTREAM_REFUSED no queue takes the record");
			assertThat(client.request("b 2")).isEqualTo("ACK");
			assertThat(rabbit.take("keyed-b")).extracting(RabbitTargetTests::body).containsExactly("b 1", "b 2");
		}
	}

	@Test
	void aRoutingKeyThatIsTooLongIsTheClientsMistakeAndTouchesNoOtherRecord() throws IOException {
		rabbit.createQueue("bounded", "b", "bounded-b");
		try (TestGateway gateway = start(rabbit.port(), """
				routes: [ { to: "rabbit:bounded", key: "{text:0..}", reply: { text: ACK, error: "NAK {code}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("b")).isEqualTo("ACK");
			assertThat(client.request("x".repeat(256))).isEqualTo("NAK BAD_PAYLOAD");
			assertThat(client.request("x".repeat(255))).isEqualTo("NAK UPSTREAM_REFUSED");
			assertThat(client.request("b")).isEqualTo("ACK");
			assertThat(rabbit.take("bounded-b")).hasSize(2);
		}
	}

	@Test
	void messagesOfAPipeliningClientAreUnderWayTogetherAndRepliesStayInOrder() throws IOException {
		rabbit.createQueue("ordered", "", "ordered");
		try (TestGateway gateway = start(rabbit.port(), """
				pipeline: 32
				routes: [ { to: "rabbit:/ordered", reply: { text: "ACK {text:0..}" } } ]
				"""); TestClient client = gateway.connect()) {
			List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
			client.send(String.join("\n", sent) + "\n");
			for (String each : sent) {
				assertThat(client.readLine()).isEqualTo("ACK " + each);
			}
			// the client spreads them over channels, which the broker serves in no order
			assertThat(rabbit.take("ordered")).extracting(RabbitTargetTests::body)
				.containsExactlyInAnyOrderElementsOf(sent);
		}
	}

	@Test
	void anExchangeThatIsNotThereIsAnErrorAndTheNextMessageIsServed() throws IOException {
		rabbit.createQueue("there", "", "there");
		try (TestGateway gateway = start(rabbit.port(), """
				routes:
				  - { when: { equals: a }, to: "rabbit:nowhere", reply: { text: ACK, error: "NAK {code}" } }
				  - { to: "rabbit:there", reply: { text: ACK, error: "NAK {code}" } }
				"""); TestClient client = gateway.connect()) {
			// the broker closes the channel, and its client does not always pass the
			// reason on
			assertThat(client.request("a")).isIn("NAK UPSTREAM_REFUSED", "NAK TIMEOUT");
			assertThat(client.request("b")).isEqualTo("ACK");
		}
	}

	@Test
	void aBrokerThatIsNotThereIsUnavailableAndTheStartDoesNotWaitForIt() throws IOException {
		try (TestGateway gateway = start(ClosedPort.reserve(), """
				routes: [ { to: "rabbit:any", reply: { text: ACK, error: "NAK {code}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
		}
	}

	@Test
	void settingsThatDoNotFitFailTheStart() {
		assertThatException().isThrownBy(() -> start(rabbit.port(), """
				request-timeout: 5s
				routes: [ { to: "rabbit:any" } ]
				""", "spring.rabbitmq.connection-timeout=5s"))
			.withMessageContaining("spring.rabbitmq.connection-timeout");
		assertThatException()
			.isThrownBy(() -> start(rabbit.port(), "routes: [ { to: \"rabbit:any/key\", key: \"{text:0..}\" } ]"))
			.withMessageContaining("routes[0].key");
		assertThatException()
			.isThrownBy(() -> start(rabbit.port(), "routes: [ { to: \"rabbit:any\", partition: \"1\" } ]"))
			.withMessageContaining("routes[0].partition");
		assertThatException().isThrownBy(() -> start(rabbit.port(), "routes: [ { to: \"rabbit:\" } ]"))
			.withMessageContaining("rabbit:orders/new");
		assertThatException()
			.isThrownBy(() -> start(rabbit.port(),
					"routes: [ { to: \"rabbit:any\", headers: [ { name: timestamp, value: a } ] } ]"))
			.withMessageContaining("headers[0].name");
		assertThatException().isThrownBy(() -> start(rabbit.port(), "routes: [ { to: echo, key: \"{peer}\" } ]"))
			.withMessageContaining("routes[0].key");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(RabbitAutoConfiguration.class)
	static class Beans {

	}

}
