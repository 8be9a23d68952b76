package io.sluice.app;

import java.util.List;
import java.util.regex.Pattern;

import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the application says in the format of the Elastic Common Schema, which one
 * property asks for.
 */
class StructuredLogTests {

	private static final Pattern CLOSED = Pattern.compile("(client_closed)");

	@Test
	void everyLineIsJsonAndThoseOfTheAccessLogHaveItsFieldsAsMembers() throws Exception {
		try (GatewayProcess gateway = GatewayProcess.start(HeldHandler.class, "server.port=0",
				"logging.structured.format.console=ecs", "sluice.access-log.enabled=true",
				"sluice.access-log.per=request", "sluice.access-log.payload=10B", "sluice.listeners.own.port=0",
				"sluice.listeners.own.address=127.0.0.1", "sluice.listeners.own.routes[0].to=echo")) {
			int port;
			try (TestClient client = new TestClient(gateway.port("own"))) {
				port = client.socket().getLocalPort();
				assertThat(client.request("say \"hi\"")).isEqualTo("say \"hi\"");
			}
			await().until(() -> gateway.find(CLOSED).isPresent());
			gateway.terminate();
			gateway.awaitEnd();
			List<JsonNode> lines = gateway.output().stream().map(JsonMapper.shared()::readTree).toList();
			assertThat(lines).allSatisfy(StructuredLogTests::assertMatchesTheSchema);
			assertThat(lines).filteredOn((line) -> line.at("/log/level").asString().equals("WARN"))
				.singleElement()
				.satisfies((line) -> assertThat(line.at("/message").asString()).contains("no Redactor bean"));
			assertHasTheAccessLog(lines, port);
		}
	}

	private static void assertMatchesTheSchema(JsonNode line) {
		assertThat(line.propertyNames()).contains("@timestamp", "log", "process", "service", "message", "ecs");
		assertThat(line.at("/service/name").asString()).isEqualTo("sluice");
	}

	private static void assertHasTheAccessLog(List<JsonNode> lines, int port) {
		List<JsonNode> access = lines.stream()
			.filter((line) -> line.at("/log/logger").asString().equals("sluice.access"))
			.toList();
		assertThat(access).hasSize(2).allSatisfy((line) -> {
			assertThat(line.at("/event/dataset").asString()).isEqualTo("sluice.access");
			assertThat(line.at("/event/duration").isIntegralNumber()).isTrue();
			assertThat(line.at("/event/end").asString()).matches("2\\d{3}-\\d\\d-\\d\\dT.*Z");
			assertThat(line.at("/client/ip").asString()).isEqualTo("127.0.0.1");
			assertThat(line.at("/client/port").asInt()).isEqualTo(port);
			assertThat(line.at("/sluice/listener").asString()).isEqualTo("own");
		});
		JsonNode request = access.getFirst();
		assertThat(request.at("/message").asString()).isEqualTo("[own] request of 127.0.0.1:" + port + ": ok");
		assertThat(request.at("/sluice/payload").asString()).isEqualTo("say \"hi\"");
		JsonNode connection = access.getLast();
		assertThat(connection.at("/message").asString())
			.isEqualTo("[own] connection of 127.0.0.1:" + port + ": client_closed");
		assertThat(connection.at("/sluice/close_reason").asString()).isEqualTo("client_closed");
	}

}
