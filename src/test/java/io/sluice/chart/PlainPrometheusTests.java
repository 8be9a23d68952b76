package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.sluice.chart.PromtoolSuite.silent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Alerts and dashboard for a Prometheus that scrapes a jar, without labels of Kubernetes.
 */
class PlainPrometheusTests {

	private static final Path ALERTS = Path.of("docs/prometheus/sluice-alerts.yml");

	private static final String HEAD = """
			# Alerts for a Prometheus that scrapes Sluice as the job "sluice", without Kubernetes. See docs/systemd.md.
			# Generated from the alerts of the chart by PlainPrometheusTests.
			""";

	private static final Map<String, String> SCRAPED = Map.of("job", "sluice", "instance", "gateway-1:8080");

	private static final Map<String, String> IN_KUBERNETES = Map.of("job", "edge-sluice-metrics", "instance",
			"10.0.0.7:8080", "namespace", "gateways", "service", "edge-sluice-metrics", "pod", "edge-1");

	private static final Pattern SCRAPE = Pattern.compile("```yaml\n(rule_files:.*?)```", Pattern.DOTALL);

	@TempDir
	private Path directory;

	@Test
	void alertsAreThoseOfTheChart() {
		String manifest = SluiceChart.render(SluiceChart.DIRECTORY.resolve("ci/plain-prometheus-values.yaml"))
			.all()
			.stream()
			.filter((candidate) -> candidate.kind().equals("PrometheusRule"))
			.findFirst()
			.orElseThrow()
			.text();
		Written.check(ALERTS,
				HEAD + manifest.substring(manifest.indexOf("\nspec:\n") + "\nspec:\n".length())
					.replaceAll("(?m)^  ", "")
					.strip() + "\n");
	}

	@Test
	@NeedsPrograms("promtool")
	void listenerThatDoesNotListenIsTold() throws Exception {
		Map<String, String> demo = Map.of("listener", "demo");
		run(List.of(
				suite().test("sluice_listening", demo, "0x600",
						List.of(silent("30s", "SluiceNotListening"),
								suite().fires("3m", "SluiceNotListening", "critical", demo))),
				suite().test("sluice_listening", demo, "1x600", List.of(silent("8m", "SluiceAbsent"))),
				suite().test("up", Map.of(), "1x900", List
					.of(suite().fires("12m", "SluiceAbsent", Map.of("job", "sluice", "severity", "critical"))))));
	}

	@Test
	@NeedsPrograms("promtool")
	void certificateThatExpiresIsTold() throws Exception {
		Map<String, String> labels = new TreeMap<>(
				Map.of("bundle", "gateway", "source", "keystore", "chain", "server"));
		Map<String, Object> test = suite().test("ssl_chain_expiry_seconds", labels, "864000x900", List.of());
		labels.putAll(Map.of("job", "sluice", "severity", "warning"));
		Map<String, Object> expected = new TreeMap<>(test);
		expected.put("alert_rule_test", List.of(suite().fires("12m", "SluiceCertificateExpires", labels)));
		run(List.of(expected));
	}

	@Test
	@NeedsPrograms("promtool")
	void clusterThatIsCutOffIsTold() throws Exception {
		Map<String, String> unknown = Map.of("outcome", "unknown");
		run(List.of(
				suite().test("sluice_cluster_connected", Map.of(), "0x300",
						List.of(suite().fires("3m", "SluiceClusterAway", "critical", Map.of()))),
				suite().test("sluice_cluster_pushes_total", unknown, "0+1x900", List
					.of(suite().fires("12m", "SluicePushesUnknown", Map.of("job", "sluice", "severity", "warning"))))));
	}

	@Test
	@NeedsPrograms("promtool")
	void slowDrainIsTold() throws Exception {
		Map<String, String> demo = Map.of("listener", "demo");
		run(List.of(suite().test("sluice_drain_remaining", demo, "3x120",
				List.of(suite().fires("2m", "SluiceDrainOverran", "warning", demo)))));
	}

	/** With the variables at "All", as they are when the dashboard is opened. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@NeedsPrograms("promtool")
	void dashboardShowsGatewaysWithAndWithoutKubernetes(boolean kubernetes) throws Exception {
		PromtoolSuite suite = new PromtoolSuite(groups(), kubernetes ? IN_KUBERNETES : SCRAPED, this.directory);
		Map<String, String> demo = Map.of("listener", "demo");
		String gateway = kubernetes ? "instance=\"10.0.0.7:8080\",pod=\"edge-1\"" : "instance=\"gateway-1:8080\"";
		suite.run(List.of(Map.of("interval", "15s", "input_series",
				List.of(Map.of("series", suite.series("sluice_connections_active", demo), "values", "3x40"),
						Map.of("series", suite.series("process_cpu_usage", Map.of()), "values", "0.5x40"),
						Map.of("series",
								suite.series("sluice_requests_seconds_count",
										Map.of("listener", "demo", "outcome", "ok")),
								"values", "0+15x40")),
				"promql_expr_test",
				List.of(shown("Connections", "{}", 3),
						shown("Open connections by pod", "{%s,listener=\"demo\"}".formatted(gateway), 3),
						shown("Requests by listener", "{listener=\"demo\"}", 1),
						shown("CPU", suite.series("process_cpu_usage", Map.of()), 0.5)))));
	}

	private static Map<String, Object> shown(String title, String labels, double value) throws IOException {
		JsonNode dashboard = JsonMapper.shared()
			.readTree(Files.readString(SluiceChart.DIRECTORY.resolve("dashboards/sluice.json")));
		String expression = dashboard.at("/panels")
			.valueStream()
			.filter((panel) -> panel.at("/title").asString().equals(title))
			.findFirst()
			.orElseThrow()
			.at("/targets/0/expr")
			.asString();
		return Map.of("expr", expression.replace("$__rate_interval", "5m").replaceAll("\\$\\w+", ".*"), "eval_time",
				"10m", "exp_samples", List.of(Map.of("labels", labels, "value", value)));
	}

	@Test
	@NeedsPrograms("promtool")
	void configurationOfPrometheusIsValid() throws Exception {
		Matcher snippet = SCRAPE.matcher(Files.readString(Path.of("docs/systemd.md")));
		assertThat(snippet.find()).isTrue();
		assertThat(snippet.group(1)).contains("job_name: sluice", ALERTS.getFileName().toString());
		Path file = Files.writeString(this.directory.resolve("prometheus.yml"), snippet.group(1));
		Files.copy(ALERTS, this.directory.resolve(ALERTS.getFileName()));
		assertThat(PromtoolSuite.output("promtool", "check", "config", file.toString())).contains("SUCCESS");
	}

	private void run(List<Map<String, Object>> tests) throws IOException, InterruptedException {
		suite().run(tests);
	}

	private PromtoolSuite suite() throws IOException {
		return new PromtoolSuite(groups(), SCRAPED, this.directory);
	}

	private static JsonNode groups() throws IOException {
		return JsonMapper.shared().<JsonNode>valueToTree(Manifests.yaml(Files.readString(ALERTS))).at("/groups");
	}

}
