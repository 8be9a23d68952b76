package io.sluice.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

import io.sluice.actuate.endpoint.HistoryEndpoint;
import io.sluice.actuate.endpoint.HistoryRecorder;
import io.sluice.actuate.endpoint.ProcessView;
import io.sluice.actuate.metrics.EndTotals;
import io.sluice.actuate.metrics.RequestTotals;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.info.BuildProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the listeners did lately, as an endpoint.
 */
class HistoryEndpointTests {

	private static Instant start;

	/** One test has clients. */
	private static RunningApplication application;

	@BeforeAll
	static void start() {
		start = Instant.now();
		application = RunningApplication.start();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void everySampleHasWhatEveryListenerDid() throws IOException {
		Instant before = Instant.now();
		try (TestClient client = application.connect()) {
			for (int i = 0; i < 50; i++) {
				client.request("PING");
				client.request("{}");
			}
			await().until(() -> count("requestsPerSecond") > 95);
			JsonNode history = history();
			assertThat(history.at("/interval").asString()).isEqualTo("5s");
			assertThat(count("errorsPerSecond") / count("requestsPerSecond")).isBetween(0.4, 0.6);
			JsonNode sample = busy(history);
			assertThat(Instant.parse(sample.at("/at").asString())).isBetween(before, Instant.now());
			JsonNode demo = sample.at("/listeners/demo");
			assertThat(demo.at("/connections").asInt()).isOne();
			assertThat(demo.at("/p50").asDouble()).isBetween(0.00001, demo.at("/p99").asDouble());
			assertThat(demo.at("/p999").asDouble()).isBetween(demo.at("/p99").asDouble(), 30.0);
			assertTrouble(history.at("/listeners/demo"), before);
			assertProcess(history.at("/process"));
		}
		// the close is counted after the client has it
		await().until(() -> history().at("/listeners/demo/closed/client_closed").asInt() == 1);
		await().untilAsserted(() -> {
			JsonNode latest = history().at("/samples").valueStream().toList().getLast().at("/listeners/demo");
			assertThat(latest.propertyNames()).containsExactly("connections", "requestsPerSecond", "errorsPerSecond");
			assertThat(latest.at("/connections").asInt()).isZero();
			assertThat(latest.at("/requestsPerSecond").asDouble()).isZero();
		});
	}

	private static void assertTrouble(JsonNode demo, Instant before) {
		assertThat(demo.at("/trouble").asString()).isEqualTo("major");
		assertThat(Instant.parse(demo.at("/since").asString())).isBetween(before.minusSeconds(1), Instant.now());
		assertThat(demo.at("/errors").valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(50);
		assertThat(demo.at("/causes")).isEqualTo(demo.at("/errors"));
		assertThat(demo.at("/failed").isEmpty()).isTrue();
		assertThat(demo.at("/rejected").isEmpty()).isTrue();
		assertThat(demo.at("/repliesDropped").asInt()).isZero();
	}

	private static void assertProcess(JsonNode process) {
		assertThat(process.at("/host").asString()).isNotBlank();
		assertThat(process.at("/application").asString()).isEqualTo("sluice");
		assertThat(Instant.parse(process.at("/startedAt").asString())).isBefore(Instant.now());
		assertThat(process.at("/heap/used").asLong()).isBetween(1L, process.at("/heap/max").asLong());
		assertThat(process.at("/files/used").asLong()).isBetween(1L, process.at("/files/max").asLong());
		assertThat(process.at("/certificates").isEmpty()).isTrue();
	}

	@Test
	void processSaysItsVersionAndItsCollectorsShare() {
		Properties build = new Properties();
		build.setProperty("version", "1.2.3");
		try (HistoryRecorder recorder = new HistoryRecorder(
				List.copyOf(application.context().getBeansOfType(SluiceServerConnectionFactory.class).values()),
				RequestTotals.NONE, EndTotals.NONE, Duration.ofMillis(1))) {
			HistoryEndpoint endpoint = new HistoryEndpoint(recorder,
					new ProcessView(null, new BuildProperties(build), null));
			await().until(() -> samples(endpoint).size() > 2);
			Map<?, ?> process = (Map<?, ?>) endpoint.history().get("process");
			assertThat(process.get("version")).isEqualTo("1.2.3");
			assertThat((Double) process.get("collectorShare")).isBetween(0.0, 1.0);
			assertThat(process.containsKey("application")).isFalse();
		}
	}

	/**
	 * As many as the rates say, however late a look was; what the first one says is of
	 * less time than since the start.
	 */
	private static double count(String field) {
		double count = 0;
		Instant from = start;
		for (JsonNode sample : history().at("/samples")) {
			Instant at = Instant.parse(sample.at("/at").asString());
			count += sample.at("/listeners/demo/" + field).asDouble() * Duration.between(from, at).toMillis() / 1000;
			from = at;
		}
		return count;
	}

	private static JsonNode busy(JsonNode history) {
		return history.at("/samples")
			.valueStream()
			.filter((sample) -> sample.at("/listeners/demo/requestsPerSecond").asDouble() > 0)
			.findFirst()
			.orElseThrow();
	}

	private static JsonNode history() {
		return application.http().get("/actuator/history").json(200);
	}

	@Test
	void onlyAQuarterOfAnHourIsKept() {
		List<SluiceServerConnectionFactory> listeners = new ArrayList<>(
				application.context().getBeansOfType(SluiceServerConnectionFactory.class).values());
		try (HistoryRecorder recorder = new HistoryRecorder(listeners, RequestTotals.NONE, EndTotals.NONE,
				Duration.ofMillis(1))) {
			HistoryEndpoint endpoint = new HistoryEndpoint(recorder, new ProcessView(null, null, null));
			await().until(() -> samples(endpoint).size() == 180);
			Object first = samples(endpoint).getFirst();
			await().until(() -> !samples(endpoint).getFirst().equals(first));
			assertThat(samples(endpoint)).hasSize(180);
		}
	}

	private static List<?> samples(HistoryEndpoint endpoint) {
		return (List<?>) endpoint.history().get("samples");
	}

	@Test
	void lookingEndsWithTheApplication() {
		Set<Thread> others = threads();
		RunningApplication ending = RunningApplication.start();
		Set<Thread> own = threads();
		own.removeAll(others);
		assertThat(own).hasSize(1);
		ending.close();
		await().until(() -> threads().stream().noneMatch(own::contains));
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("sluice-history"))
			.collect(Collectors.toCollection(HashSet::new));
	}

}
