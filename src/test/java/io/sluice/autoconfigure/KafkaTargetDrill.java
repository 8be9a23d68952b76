package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.sluice.engine.BrokerGateway;
import io.sluice.engine.KafkaEngine;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import io.sluice.support.WatchesLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Topics of Kafka as targets, from YAML to what the broker has stored.
 */
class KafkaTargetDrill {

	private static final int BATCH = 20;

	@TempDir
	private static Path data;

	private static KafkaEngine kafka;

	@TempDir
	private Path directory;

	@BeforeAll
	static void startBroker() throws IOException, InterruptedException {
		kafka = KafkaEngine.start(data);
	}

	@AfterAll
	static void stopBroker() {
		kafka.close();
	}

	private TestGateway start(String address, String listener, String... properties) throws IOException {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.kafka.bootstrap-servers=" + address);
		return BrokerGateway.start(this.directory, listener, all);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@Test
	void theExampleOfTheDocumentationIsAcknowledged() throws IOException {
		kafka.createTopic("documented", 1);
		Matcher example = Pattern.compile("```yaml\n(spring:.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("docs/brokers.md")));
		assertThat(example.find()).isTrue();
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file,
				example.group(1)
					.replace("kafka-1:9092,kafka-2:9092", kafka.address())
					.replace("kafka:positions", "kafka:documented")
					.replace("host: rabbit", "{ host: 127.0.0.1, port: %d }".formatted(ClosedPort.reserve()))
					.replace("rabbitmq:\n    {", "rabbitmq: {")
					.replace("trackers:", "test:")
					.replace("port: 7071", "port: 0"));
		try (TestGateway gateway = BrokerGateway.start(file, List.of()); TestClient client = gateway.connect()) {
			assertThat(client.request("LOGIN tracker7")).isEqualTo("LOAD");
			assertThat(client.request("POS,1")).isEqualTo("ACK");
			assertThat(client.request("ORDER,1")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
			assertThat(kafka.records("documented")).extracting((record) -> text(record.key()))
				.containsExactly("tracker7");
			assertThat(gateway.count("sluice.upstream.requests", "upstream", "kafka:documented", "outcome", "ok"))
				.isOne();
			assertThat(gateway.count("sluice.upstream.requests", "upstream", "rabbit:orders/new", "outcome",
					"unavailable"))
				.isOne();
		}
	}

	@Test
	void theReplyFollowsTheBrokersWordAndTheRecordIsStored() throws IOException {
		kafka.createTopic("positions", 3);
		try (TestGateway gateway = start(kafka.address(), """
				identity: { by: message, extract: { regex: "^LOGIN (\\\\w+)" }, reply: LOAD }
				routes:
				  - to: "kafka:positions"
				    key: "{identity}"
				    headers: [ { name: listener, value: "{listener}" }, { name: unit, value: "{field:,:1}" } ]
				    reply: { text: "ACK {text:0..2}", error: "NAK {code}" }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("LOGIN tracker7")).isEqualTo("LOAD");
			assertThat(client.request("pos,km")).isEqualTo("ACK pos");
			List<ConsumerRecord<byte[], byte[]>> records = kafka.records("positions");
			assertThat(records).hasSize(1);
			ConsumerRecord<byte[], byte[]> record = records.getFirst();
			assertThat(text(record.value())).isEqualTo("pos,km");
			assertThat(text(record.key())).isEqualTo("tracker7");
			assertThat(text(record.headers().lastHeader("listener").value())).isEqualTo("test");
			assertThat(text(record.headers().lastHeader("unit").value())).isEqualTo("km");
		}
	}

	@Test
	void recordsOfAPipeliningClientAreUnderWayTogetherAndStayInOrder() throws IOException {
		kafka.createTopic("ordered", 1);
		try (TestGateway gateway = start(kafka.address(), """
				pipeline: 32
				routes: [ { to: "kafka:ordered", reply: { text: "ACK {text:0..}" } } ]
				"""); TestClient client = gateway.connect()) {
			List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
			client.send(String.join("\n", sent) + "\n");
			for (String each : sent) {
				assertThat(client.readLine()).isEqualTo("ACK " + each);
			}
			assertThat(kafka.records("ordered")).extracting((record) -> text(record.value())).isEqualTo(sent);
		}
	}

	@Test
	void anHl7MessageIsAcknowledgedWhenItIsStored() throws IOException {
		kafka.createTopic("hl7", 1);
		try (TestGateway gateway = start(kafka.address(), """
				framing: { type: mllp }
				request-timeout: 5s
				routes:
				  - { when: { contains: "ADT" }, to: "kafka:hl7", key: "{hl7:MSH-10}", reply: hl7-ack }
				  - { to: "kafka:nowhere", reply: hl7-ack }
				"""); TestClient client = gateway.connect()) {
			assertThat(acknowledgment(client, "ADT^A01", "77")).contains("MSA|AA|77");
			assertThat(acknowledgment(client, "ORU^R01", "78")).contains("MSA|AE|78");
			assertThat(kafka.records("hl7")).extracting((record) -> text(record.key())).containsExactly("77");
		}
	}

	private static String acknowledgment(TestClient client, String type, String id) throws IOException {
		client.send("\u000bMSH|^~\\&|LAB|A|SYS|B|20260101||%s|%s|P|2.5\r\u001c\r".formatted(type, id));
		StringBuilder frame = new StringBuilder();
		InputStream in = client.socket().getInputStream();
		for (int next = in.read(); next != 0x1c; next = in.read()) {
			frame.append((char) next);
		}
		assertThat(in.read()).isEqualTo('\r');
		return frame.toString();
	}

	@Test
	@Waiting
	void whatWasAcknowledgedIsStoredAlsoIfTheBrokerIsKilledAndComesBack(@TempDir Path own) throws Exception {
		try (KafkaEngine broker = KafkaEngine.start(own)) {
			broker.createTopic("killed", 1);
			try (TestGateway gateway = start(broker.address(), """
					pipeline: 8
					request-timeout: 4s
					routes: [ { to: "kafka:killed", reply: { text: "ACK {text:0..}", error: "NAK {text:0..}" } } ]
					"""); TestClient client = gateway.connect()) {
				List<String> acknowledged = new ArrayList<>(send(client, 0));
				assertThat(acknowledged).hasSize(BATCH);
				broker.kill();
				assertThat(send(client, 1)).isEmpty();
				broker.start();
				await().until(() -> acknowledged.addAll(send(client, acknowledged.size())));
				assertThat(broker.records("killed")).extracting((record) -> text(record.value()))
					.containsAll(acknowledged);
			}
		}
	}

	/** Sends a batch, and returns what of it was acknowledged. */
	private static List<String> send(TestClient client, int batch) throws IOException {
		List<String> sent = IntStream.range(0, BATCH).mapToObj((number) -> batch + "-" + number).toList();
		client.send(String.join("\n", sent) + "\n");
		List<String> acknowledged = new ArrayList<>();
		for (String each : sent) {
			String reply = client.readLine();
			assertThat(reply).isIn("ACK " + each, "NAK " + each);
			if (reply.startsWith("ACK")) {
				acknowledged.add(each);
			}
		}
		return acknowledged;
	}

	@Test
	void thePartitionComesFromTheMessage() throws IOException {
		kafka.createTopic("parts", 4);
		try (TestGateway gateway = start(kafka.address(), """
				routes: [ { to: "kafka:parts", partition: "{text:0..0}", reply: { text: ACK, error: "NAK {code}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("2 a")).isEqualTo("ACK");
			assertThat(client.request("0 b")).isEqualTo("ACK");
			assertThat(client.request("x c")).isEqualTo("NAK BAD_PAYLOAD");
			assertThat(kafka.records("parts")).extracting(ConsumerRecord::partition).containsExactlyInAnyOrder(2, 0);
		}
	}

	@Test
	void withoutATextTheClientGetsNothingAndNoErrorIsSilent() throws IOException {
		kafka.createTopic("silent", 1);
		try (TestGateway gateway = start(kafka.address(), """
				routes:
				  - { when: { equals: ping }, to: echo }
				  - { to: "kafka:silent", key: "{json:$.id}" }
				"""); TestClient client = gateway.connect()) {
			client.send("{\"id\":1}\n");
			client.send("{}\n");
			assertThat(client.readLine()).contains("BAD_PAYLOAD").contains("{json:$.id}");
			assertThat(client.request("ping")).isEqualTo("ping");
			assertThat(kafka.records("silent")).hasSize(1);
		}
	}

	@Test
	@WatchesLog
	void aBrokerThatIsNotThereIsUnavailableAndTheStartDoesNotWaitForIt(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("127.0.0.1:" + ClosedPort.reserve(), """
				request-timeout: 2s
				routes: [ { to: "kafka:any", reply: { text: ACK, error: "NAK {code}" } } ]
				""", "logging.level.io.sluice.upstream=debug", "logging.level.org.apache.kafka=info");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
			assertThat(client.request("b")).isEqualTo("NAK UPSTREAM_UNAVAILABLE");
			await().until(() -> output.getAll().contains("takes no records yet"));
			assertThat(output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("[kafka:any]")))
				.hasSize(1);
			// the log of Kafka's client is its producer's alone
			assertThat(output.getAll()).contains("Producer").doesNotContain("ERROR", "AdminClient");
		}
	}

	@Test
	@Waiting
	void aBrokerThatWasNotThereComesBackByItself(@TempDir Path own) throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start("127.0.0.1:" + port, """
				pipeline: 32
				request-timeout: 4s
				routes: [ { to: "kafka:known", reply: { text: "ACK {text:0..}", error: "NAK {text:0..}" } } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(send(client, 0)).isEmpty();
			assertThat(gateway.count("sluice.upstream.requests", "upstream", "kafka:known", "outcome", "unavailable"))
				.isEqualTo(BATCH);
			try (KafkaEngine broker = KafkaEngine.start(own, port)) {
				broker.createTopic("known", 1);
				await().until(() -> !send(client, 1).isEmpty());
				assertThat(send(client, 2)).hasSize(BATCH);
			}
		}
	}

	@Test
	@Waiting
	void aClientWaitsForABrokerThatIsNotThereYet(@TempDir Path own) throws Exception {
		int port = ClosedPort.reserve();
		try (TestGateway gateway = start("127.0.0.1:" + port,
				"""
						pipeline: 8
						request-timeout: 60s
						routes: [ { to: "kafka:late", when-down: wait, reply: { text: "ACK {text:0..}", error: "NAK {code}" } } ]
						""",
				"spring.kafka.producer.properties[max.block.ms]=1000"); TestClient client = gateway.connect()) {
			List<String> sent = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
			client.send(String.join("\n", sent) + "\n");
			await().until(() -> gateway.meter("sluice.requests.active") > 0);
			try (KafkaEngine broker = KafkaEngine.start(own, port)) {
				broker.createTopic("late", 1);
				for (String each : sent) {
					assertThat(client.readLine()).isEqualTo("ACK " + each);
				}
				assertThat(broker.records("late")).extracting((record) -> text(record.value())).isEqualTo(sent);
			}
		}
	}

	@Test
	@Waiting
	void whatARouteAwaitsOfABrokerThatIsKilledIsAcknowledgedWhenItIsBack(@TempDir Path own) throws Exception {
		try (KafkaEngine broker = KafkaEngine.start(own)) {
			broker.createTopic("back", 1);
			try (TestGateway gateway = start(broker.address(), """
					request-timeout: 4s
					routes: [ { to: "kafka:back", when-down: wait, reply: { text: "ACK", error: "NAK {code}" } } ]
					"""); TestClient client = gateway.connect()) {
				assertThat(client.request("first")).isEqualTo("ACK");
				broker.kill();
				// the client has taken it, or has noticed before
				assertThat(client.request("under way")).isIn("NAK TIMEOUT", "NAK UPSTREAM_UNAVAILABLE");
				client.send("behind it\n");
				broker.start();
				assertThat(client.readLine()).isEqualTo("ACK");
				assertThat(broker.records("back")).extracting((record) -> text(record.value()))
					.contains("first", "behind it");
			}
		}
	}

	@Test
	@WatchesLog
	void aTopicThatIsNotThereIsRefusedUntilItIsCreated(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start(kafka.address(),
				"""
						request-timeout: 4s
						routes: [ { to: "kafka:missing", when-down: wait, reply: { text: ACK, error: "NAK {code} {message}" } } ]
						""");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("NAK UPSTREAM_REFUSED there is no such topic");
			assertThat(client.request("b")).isEqualTo("NAK UPSTREAM_REFUSED there is no such topic");
			assertThat(output.getAll()).containsOnlyOnce("[kafka:missing] there is no such topic");
			kafka.createTopic("missing", 1);
			await().until(() -> client.request("c").equals("ACK"));
		}
	}

	@Test
	void aRecordTheBrokerDoesNotTakeIsRefused() throws IOException {
		kafka.createTopic("small", 1);
		try (TestGateway gateway = start(kafka.address(), """
				framing: { max-size: 200KB }
				routes: [ { to: "kafka:small", reply: { text: ACK, error: "NAK {code}" } } ]
				""", "spring.kafka.producer.properties[max.request.size]=100000");
				TestClient client = gateway.connect()) {
			assertThat(client.request("x".repeat(150_000))).isEqualTo("NAK UPSTREAM_REFUSED");
			assertThat(client.request("a")).isEqualTo("ACK");
		}
	}

	@Test
	void settingsWithWhichAnAcknowledgementWouldNotMeanStoredFailTheStart() {
		assertThatException()
			.isThrownBy(
					() -> start(kafka.address(), "routes: [ { to: \"kafka:any\" } ]", "spring.kafka.producer.acks=1"))
			.withMessageContaining("spring.kafka.producer.acks");
		assertThatException().isThrownBy(() -> start(kafka.address(), """
				request-timeout: 5s
				routes: [ { to: "kafka:any" } ]
				""", "spring.kafka.producer.properties[max.block.ms]=5000")).withMessageContaining("max.block.ms");
		assertThatException()
			.isThrownBy(() -> start(kafka.address(), """
					routes: [ { to: "kafka:any", timeout: 3s } ]
					""", "spring.kafka.producer.properties[delivery.timeout.ms]=3000",
					"spring.kafka.producer.properties[request.timeout.ms]=1000"))
			.withMessageContaining("delivery.timeout.ms");
	}

	@Test
	void timesWithWhichNoRecordCouldBeSentFailTheStart() {
		assertThatException().isThrownBy(() -> start(kafka.address(), """
				request-timeout: 2s
				routes: [ { to: "kafka:any" } ]
				""", "spring.kafka.producer.properties[linger.ms]=1000")).withMessageContaining("delivery.timeout.ms");
	}

	@Test
	void aPartitionThatTheTopicLacksIsTheClientsMistakeAndOpensNoBreaker() throws IOException {
		kafka.createTopic("few", 2);
		try (TestGateway gateway = start(kafka.address(), """
				routes:
				  - to: "kafka:few"
				    partition: "{text:0..0}"
				    circuit-breaker: { window: 2 }
				    reply: { text: ACK, error: "NAK {code} {message}" }
				"""); TestClient client = gateway.connect()) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.request("2 a")).isEqualTo("NAK BAD_PAYLOAD the topic has no partition 2");
			}
			assertThat(client.request("1 b")).isEqualTo("ACK");
			assertThat(kafka.records("few")).extracting(ConsumerRecord::partition).containsExactly(1);
		}
	}

	@Test
	@Waiting
	void withoutRepliesAClientWaitsWhileTheProducerIsFull(@TempDir Path own) throws Exception {
		try (KafkaEngine broker = KafkaEngine.start(own)) {
			broker.createTopic("full", 1);
			try (TestGateway gateway = start(broker.address(), """
					request-timeout: 60s
					routes: [ { to: "kafka:full", reply: none } ]
					""", "spring.kafka.producer.buffer-memory=100KB"); TestClient client = gateway.connect()) {
				client.send("first\n");
				await().until(() -> !broker.records("full").isEmpty());
				broker.signal("STOP");
				List<String> sent = IntStream.range(0, 100).mapToObj((i) -> i + "-" + "x".repeat(10_000)).toList();
				client.send(String.join("\n", sent) + "\n");
				broker.signal("CONT");
				await().until(() -> broker.records("full").size() > sent.size());
				assertThat(broker.records("full")).extracting((record) -> text(record.value())).containsAll(sent);
			}
		}
	}

	@Test
	@WatchesLog
	void settingsThatDoNotApplyToRecordsAreNamedInAWarning(CapturedOutput output) throws IOException {
		start(kafka.address(), "routes: [ { to: \"kafka:any\" } ]", "spring.kafka.template.observation-enabled=true",
				"spring.kafka.producer.transaction-id-prefix=tx-")
			.close();
		assertThat(output.getAll()).contains("[kafka:any] 'spring.kafka.template.observation-enabled' does not apply",
				"[kafka:any] 'spring.kafka.producer.transaction-id-prefix' does not apply");
	}

}
