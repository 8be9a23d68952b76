package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sluice.engine.BrokerGateway;
import io.sluice.engine.KafkaEngine;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Messages that have failed for good, at a destination of a broker.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterDrill {

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

	private TestGateway start(String address, String listener) throws IOException {
		return BrokerGateway.start(this.directory, listener, List.of("spring.kafka.bootstrap-servers=" + address));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
		Map<String, String> headers = new TreeMap<>();
		record.headers().forEach((header) -> headers.put(header.key(), text(header.value())));
		return headers;
	}

	private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
		await().until(() -> kafka.records(topic).size() >= count);
		return kafka.records(topic);
	}

	private static double letters(TestGateway gateway, String outcome) {
		return gateway.meters("sluice.dead.letters").isEmpty() ? 0
				: gateway.meter("sluice.dead.letters", "listener", "test", "outcome", outcome);
	}

	@Test
	void whatNoRouteWantsIsKeptWithTheReason() throws IOException {
		kafka.createTopic("rejects", 1);
		try (TestGateway gateway = start(kafka.address(), """
				dead-letter: "kafka:rejects"
				identity: { by: message, extract: { regex: "^LOGIN (\\\\w+)" }, reply: LOAD }
				routes:
				  - { when: { equals: ping }, to: echo }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("LOGIN tracker7")).isEqualTo("LOAD");
			assertThat(client.request("what?")).isEqualTo("ERR NO_ROUTE no route matches");
			assertThat(client.request("ping")).isEqualTo("ping");
			List<ConsumerRecord<byte[], byte[]>> records = records("rejects", 1);
			assertThat(records).hasSize(1);
			assertThat(text(records.getFirst().value())).isEqualTo("what?");
			assertThat(headers(records.getFirst())).containsEntry("sluice-code", "NO_ROUTE")
				.containsEntry("sluice-message", "no route matches")
				.containsEntry("sluice-listener", "test")
				.containsEntry("sluice-identity", "tracker7")
				.containsEntry("sluice-peer", "127.0.0.1:" + client.socket().getLocalPort())
				.doesNotContainKey("sluice-route");
			await().untilAsserted(() -> assertThat(letters(gateway, "stored")).isOne());
		}
	}

	@Test
	void whatFailsForGoodIsKeptByTheRoutesOwnDestination() throws IOException {
		kafka.createTopic("of-listener", 1);
		kafka.createTopic("of-route", 2);
		try (TestGateway gateway = start(kafka.address(), """
				dead-letter: "kafka:of-listener"
				routes:
				  - name: own
				    when: { starts-with: own }
				    to: "kafka:of-route"
				    partition: "{text:4..}"
				    dead-letter: "kafka:of-route"
				  - { name: other, to: "kafka:of-route", key: "{json:$.id}" }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("own 7")).startsWith("ERR BAD_PAYLOAD");
			assertThat(client.request("other")).startsWith("ERR BAD_PAYLOAD");
			assertThat(headers(records("of-route", 1).getFirst())).containsEntry("sluice-code", "BAD_PAYLOAD")
				.containsEntry("sluice-route", "own");
			assertThat(headers(records("of-listener", 1).getFirst())).containsEntry("sluice-code", "BAD_PAYLOAD")
				.containsEntry("sluice-route", "other");
		}
	}

	@Test
	void whatTheClientSendsAgainIsNotKeptButWhatItDoesNotIs() throws IOException {
		kafka.createTopic("again", 1);
		try (TestGateway gateway = start(kafka.address(), """
				dead-letter: "kafka:again"
				request-timeout: 4s
				routes:
				  - { when: { starts-with: silent }, to: "http://127.0.0.1:%1$d/", reply: none }
				  - { to: "http://127.0.0.1:%1$d/" }
				""".formatted(ClosedPort.reserve())); TestClient client = gateway.connect()) {
			assertThat(client.request("told")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			client.send("silent\n");
			assertThat(records("again", 1)).extracting((record) -> text(record.value())).containsExactly("silent");
		}
	}

	@Test
	void aDestinationThatFailsChangesNoAnswerAndIsWarnedOfOnce(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("127.0.0.1:" + ClosedPort.reserve(), """
				dead-letter: "kafka:rejects"
				request-timeout: 2s
				routes: [ { when: { equals: ping }, to: echo } ]
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("ERR NO_ROUTE no route matches");
			assertThat(client.request("b")).isEqualTo("ERR NO_ROUTE no route matches");
			assertThat(client.request("ping")).isEqualTo("ping");
			await().untilAsserted(() -> assertThat(letters(gateway, "lost")).isEqualTo(2));
			assertThat(output.getAll()).containsOnlyOnce("[test] a message that failed for good is lost");
		}
	}

	@Test
	void aDestinationThatIsNoBrokersFailsTheStart() {
		assertThatException().isThrownBy(() -> start(kafka.address(), """
				dead-letter: echo
				routes: [ { to: echo } ]
				""")).withMessageContaining("sluice.listeners.test.dead-letter");
		assertThatException()
			.isThrownBy(() -> start(kafka.address(), "routes: [ { to: echo, dead-letter: \"http://127.0.0.1/\" } ]"))
			.withMessageContaining("sluice.listeners.test.routes[0].dead-letter");
	}

}
