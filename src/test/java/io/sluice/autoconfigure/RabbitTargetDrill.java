package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.rabbitmq.client.GetResponse;
import io.sluice.engine.BrokerGateway;
import io.sluice.engine.RabbitEngine;
import io.sluice.support.ClosedPort;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import io.sluice.support.WatchesLog;
import io.sluice.telemetry.UpstreamRoster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Exchanges of RabbitMQ as targets, from YAML to what its queues hold.
 */
@NeedsPrograms("rabbitmqctl")
class RabbitTargetDrill {

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
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=" + port));
		return BrokerGateway.start(this.directory, listener, all);
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
			assertThat(rabbit.take("keyed-b")).extracting(RabbitTargetDrill::body).containsExactly("b 1", "b 2");
		}
	}

	@Test
	@WatchesLog
	void aRecordThatTheBrokerRejectsIsNotStoredAndNoDefectOfTheLog(CapturedOutput output) throws IOException {
		rabbit.createFullQueue("rejecting");
		try (TestGateway gateway = start(rabbit.port(), """
				routes: [ { to: "rabbit:/rejecting", reply: { text: ACK, error: "NAK {code} {message}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("NAK UPSTREAM_UNAVAILABLE the broker has not stored the record");
			assertThat(client.request("b")).isEqualTo("NAK UPSTREAM_UNAVAILABLE the broker has not stored the record");
		}
		assertThat(output.getAll()).containsOnlyOnce("[rabbit:/rejecting] the broker has not stored the record")
			.doesNotContain("ERROR");
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
			assertThat(rabbit.take("ordered")).extracting(RabbitTargetDrill::body).isEqualTo(sent);
		}
	}

	@Test
	void anExchangeThatIsNotThereIsRefusedAndTouchesNoOtherRecord() throws IOException {
		rabbit.createQueue("there", "", "there");
		try (TestGateway gateway = start(rabbit.port(), """
				pipeline: 32
				routes:
				  - { when: { starts-with: a }, to: "rabbit:nowhere", reply: { text: ACK, error: "NAK {code}" } }
				  - { to: "rabbit:there", reply: { text: ACK, error: "NAK {code}" } }
				"""); TestClient client = gateway.connect()) {
			for (int i = 0; i < 200; i++) {
				client.send("b\na\nb\n");
			}
			for (int i = 0; i < 200; i++) {
				assertThat(client.readLine()).isEqualTo("ACK");
				assertThat(client.readLine()).isEqualTo("NAK UPSTREAM_REFUSED");
				assertThat(client.readLine()).isEqualTo("ACK");
			}
			assertThat(rabbit.take("there")).hasSize(400);
		}
	}

	@Test
	@Waiting
	void aRequestThatEndsWhileTheBrokerTakesNothingHarmsNoOther(@TempDir Path own) throws Exception {
		try (RabbitEngine broker = RabbitEngine.start(own)) {
			broker.createQueue("stopped", "", "stopped");
			try (TestGateway gateway = start(broker.port(), """
					request-timeout: 3s
					framing: { max-size: 2MB }
					routes: [ { to: "rabbit:/stopped", reply: { text: ACK, error: "NAK {code}" } } ]
					""", "sluice.listeners.patient.port=0", "sluice.listeners.patient.address=127.0.0.1",
					"sluice.listeners.patient.request-timeout=60s",
					"sluice.listeners.patient.routes[0].to=rabbit:/stopped",
					"sluice.listeners.patient.routes[0].reply.text=ACK");
					TestClient patient = new TestClient(gateway.listener("patient").getPort())) {
				assertThat(patient.request("before")).isEqualTo("ACK");
				broker.signal("STOP");
				patient.send("under way\n");
				// more than the buffers of the connection to the broker take
				List<TestClient> clients = new ArrayList<>();
				for (int i = 0; i < 16; i++) {
					TestClient client = gateway.connect();
					clients.add(client);
					client.send("x".repeat(1_000_000) + "\n");
				}
				List<String> replies = new ArrayList<>();
				for (TestClient client : clients) {
					replies.add(client.readLine());
					client.close();
				}
				// handed to the client, and still waiting in the queue
				assertThat(replies).contains("NAK TIMEOUT", "NAK UPSTREAM_UNAVAILABLE")
					.allMatch((reply) -> reply.startsWith("NAK "));
				broker.signal("CONT");
				assertThat(patient.readLine()).isEqualTo("ACK");
				assertThat(broker.take("stopped")).extracting(RabbitTargetDrill::body).contains("before", "under way");
			}
		}
	}

	@Test
	@Waiting
	void withoutRepliesAClientWaitsWhileTheBrokerTakesNothing(@TempDir Path own) throws Exception {
		try (RabbitEngine broker = RabbitEngine.start(own)) {
			broker.createQueue("full", "", "full");
			try (TestGateway gateway = start(broker.port(), """
					request-timeout: 60s
					framing: { max-size: 2MB }
					routes: [ { to: "rabbit:/full", reply: none } ]
					"""); TestClient client = gateway.connect()) {
				client.send("first\n");
				await().until(() -> gateway.count("sluice.upstream.requests", "outcome", "ok") == 1);
				broker.signal("STOP");
				int messages = 60;
				Thread sender = Thread.startVirtualThread(() -> sendLarge(client, messages));
				// as much as the client keeps
				await().until(() -> inFlight(gateway) >= 33);
				assertThat(inFlight(gateway)).isLessThan(messages);
				broker.signal("CONT");
				sender.join();
				await().until(() -> gateway.count("sluice.upstream.requests", "outcome", "ok") == 1 + messages);
				assertThat(broker.take("full")).hasSize(1 + messages);
			}
		}
	}

	private static int inFlight(TestGateway gateway) {
		return gateway.context().getBean(UpstreamRoster.class).find("rabbit:/full").status().inFlight();
	}

	private static void sendLarge(TestClient client, int messages) {
		try {
			for (int i = 0; i < messages; i++) {
				client.send("x".repeat(1_000_000) + "\n");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
	@Waiting
	void aClientWaitsForABrokerThatIsDown(@TempDir Path own) throws Exception {
		try (RabbitEngine broker = RabbitEngine.start(own)) {
			broker.createQueue("back", "", "back");
			broker.store();
			broker.kill();
			try (TestGateway gateway = start(broker.port(), """
					request-timeout: 60s
					routes: [ { to: "rabbit:/back", when-down: wait, reply: { text: "ACK", error: "NAK {code}" } } ]
					"""); TestClient client = gateway.connect()) {
				client.send("first\nsecond\n");
				await().until(() -> gateway.meter("sluice.requests.active") > 0);
				broker.start();
				assertThat(client.readLine()).isEqualTo("ACK");
				assertThat(client.readLine()).isEqualTo("ACK");
				assertThat(broker.take("back")).extracting(RabbitTargetDrill::body).containsExactly("first", "second");
			}
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

}
