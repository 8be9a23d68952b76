package io.sluice.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prometheus takes the chart's alerts, and they fire when they should.
 */
class ChartAlertTests {

	private static final String ON = "prometheusRule: { enabled: true }";

	private static final Map<String, String> SCRAPED = Map.of("namespace", "gateways", "service", "edge-sluice-metrics",
			"pod", "edge-1", "listener", "demo");

	/** Seconds between two scrapes, unless a value says otherwise. */
	private static final int SCRAPE = 15;

	/** When something begins to happen, in seconds. */
	private static final int START = 60;

	@TempDir
	private Path directory;

	static List<Path> valueSets() throws IOException {
		return SluiceChart.valueSets()
			.filter((file) -> SluiceChart.render(file).of("PrometheusRule").size() == 1)
			.toList();
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	@NeedsPrograms("promtool")
	void prometheusTakesTheRules(Path values) throws Exception {
		assertThat(output("promtool", "check", "rules", rules(SluiceChart.render(values)))).contains("SUCCESS");
	}

	/**
	 * The pod is gone as soon as all of its drain is over, whenever it was scraped.
	 */
	@Test
	@NeedsPrograms("promtool")
	void drainThatTakesAllOfItsTimeIsTold() throws Exception {
		run(IntStream.range(0, SCRAPE)
			.mapToObj((offset) -> test("sluice_drain_remaining", Map.of(), drain(45, offset),
					List.of(fires("2m", "SluiceDrainOverran", "warning", Map.of()),
							fires("15m", "SluiceDrainOverran", "warning", Map.of()),
							silent("18m", "SluiceDrainOverran"))))
			.toList());
	}

	@Test
	@NeedsPrograms("promtool")
	void drainThatEndsInGoodTimeIsNot() throws Exception {
		run(IntStream.range(0, SCRAPE)
			.mapToObj((offset) -> test("sluice_drain_remaining", Map.of(), drain(15, offset),
					List.of(silent("90s", "SluiceDrainOverran"), silent("2m", "SluiceDrainOverran"))))
			.toList());
	}

	@Test
	@NeedsPrograms("promtool")
	void listenerThatAcceptsNobodyForWantOfRoomIsTold() throws Exception {
		Map<String, String> limit = Map.of("reason", "limit");
		run(List.of(
				test("sluice_accept_paused", limit, "1x300",
						List.of(silent("50s", "SluiceAcceptPaused"),
								fires("2m", "SluiceAcceptPaused", "critical", limit))),
				test("sluice_accept_paused", Map.of("reason", "rate"), "1x300",
						List.of(silent("2m", "SluiceAcceptPaused"))),
				test("sluice_accept_paused", Map.of("reason", "descriptors"), "0x300",
						List.of(silent("2m", "SluiceAcceptPaused")))));
	}

	@Test
	@NeedsPrograms("promtool")
	void upstreamThatIsDownIsTold() throws Exception {
		Map<String, String> down = Map.of("upstream", "core", "state", "down");
		Map<String, String> suspended = Map.of("upstream", "core", "state", "suspended");
		run(List.of(
				test("sluice_upstream_state", down, "1x300",
						List.of(silent("50s", "SluiceUpstreamDown"),
								fires("2m", "SluiceUpstreamDown", "critical", down))),
				test("sluice_upstream_state", suspended, "1x300", List.of(silent("3m", "SluiceUpstreamDown")))));
	}

	@Test
	@NeedsPrograms("promtool")
	void upstreamThatFailsIsTold() throws Exception {
		Map<String, String> labels = Map.of("namespace", SCRAPED.get("namespace"), "service", SCRAPED.get("service"),
				"upstream", "core", "severity", "warning");
		run(List.of(
				test("sluice_upstream_requests_seconds_count", outcome("unanswered"), "0+1x900",
						List.of(silent("4m", "SluiceUpstreamFails"), fires("12m", "SluiceUpstreamFails", labels))),
				test("sluice_upstream_requests_seconds_count", outcome("refused"), "0+1x900",
						List.of(silent("12m", "SluiceUpstreamFails")))));
	}

	private static Map<String, String> outcome(String outcome) {
		return Map.of("upstream", "core", "route", "authorise", "outcome", outcome);
	}

	/** What a scrape finds in each second, of a pod that is gone after its drain. */
	private static String drain(int seconds, int offset) {
		IntFunction<String> scrape = (time) -> (time < START) ? "0" : (time < START + seconds) ? "3" : "stale";
		return IntStream.range(0, START + seconds + SCRAPE)
			.mapToObj((time) -> (time % SCRAPE == offset) ? scrape.apply(time) : "_")
			.collect(Collectors.joining(" "));
	}

	private static Map<String, Object> test(String metric, Map<String, String> more, String values,
			List<Map<String, Object>> expected) {
		String labels = labels(more).entrySet()
			.stream()
			.map((label) -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
			.collect(Collectors.joining(","));
		return Map.of("interval", "1s", "input_series",
				List.of(Map.of("series", "%s{%s}".formatted(metric, labels), "values", values)), "alert_rule_test",
				expected);
	}

	private static Map<String, String> labels(Map<String, String> more) {
		Map<String, String> labels = new TreeMap<>(SCRAPED);
		labels.putAll(more);
		return labels;
	}

	private static Map<String, Object> silent(String time, String alert) {
		return Map.of("eval_time", time, "alertname", alert, "exp_alerts", List.of());
	}

	private static Map<String, Object> fires(String time, String alert, String severity, Map<String, String> more) {
		Map<String, String> labels = labels(more);
		labels.put("severity", severity);
		return fires(time, alert, labels);
	}

	private static Map<String, Object> fires(String time, String alert, Map<String, String> labels) {
		return Map.of("eval_time", time, "alertname", alert, "exp_alerts",
				List.of(Map.of("exp_labels", labels, "exp_annotations", annotations(alert, labels))));
	}

	private static Map<String, String> annotations(String alert, Map<String, String> labels) {
		JsonNode rule = SluiceChart.render(ON)
			.one("PrometheusRule")
			.at("/spec/groups")
			.valueStream()
			.flatMap((group) -> group.at("/rules").valueStream())
			.filter((candidate) -> candidate.at("/alert").asString().equals(alert))
			.findFirst()
			.orElseThrow();
		return rule.at("/annotations")
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> filledIn(entry.getValue().asString(), labels)));
	}

	private static String filledIn(String text, Map<String, String> labels) {
		String filled = text.replace("{{ $value }}", "3").replace("{{ $value | humanizePercentage }}", "100%");
		for (Map.Entry<String, String> label : labels.entrySet()) {
			filled = filled.replace("{{ $labels.%s }}".formatted(label.getKey()), label.getValue());
		}
		return filled;
	}

	/**
	 * As promtool evaluates all groups at one interval, it is that of the group with the
	 * drain; a group without one has Prometheus's own, a minute.
	 */
	private void run(List<Map<String, Object>> tests) throws IOException, InterruptedException {
		Manifests manifests = SluiceChart.render(ON);
		JsonNode groups = manifests.one("PrometheusRule").at("/spec/groups");
		Map<String, Object> suite = Map.of("rule_files", List.of(rules(manifests)), "evaluation_interval",
				groups.at("/" + (groups.size() - 1) + "/interval").asString("1m"), "tests", tests);
		Path file = Files.writeString(this.directory.resolve("tests.yml"),
				JsonMapper.shared().writeValueAsString(suite));
		assertThat(output("promtool", "test", "rules", file.toString())).contains("SUCCESS");
	}

	private String rules(Manifests manifests) throws IOException {
		return Files
			.writeString(this.directory.resolve("rules.yml"), manifests.one("PrometheusRule").at("/spec").toString())
			.toString();
	}

	private static String output(String... arguments) throws IOException, InterruptedException {
		Process promtool = new ProcessBuilder(arguments).redirectErrorStream(true).start();
		String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor()).as(said).isZero();
		return said;
	}

}
