package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Alerts and dashboard name only metrics and labels that exist.
 */
class ChartMonitoringTests {

	private static final String ALL_ON = """
			serviceMonitor: { enabled: true }
			prometheusRule: { enabled: true }
			dashboard: { enabled: true }
			""";

	/** What they take of the JVM's metrics, and from which of Micrometer's meters. */
	private static final Map<String, String> OF_THE_JVM = Map.of("process_cpu_usage", "process.cpu.usage",
			"process_files_open_files", "process.files.open", "process_files_max_files", "process.files.max",
			"jvm_memory_used_bytes", "jvm.memory.used", "jvm_memory_max_bytes", "jvm.memory.max",
			"jvm_gc_pause_seconds_sum", "jvm.gc.pause");

	/**
	 * Spring Boot's metric of certificates, whose labels CertificateExpiryTests compare.
	 */
	private static final String EXPIRY = "ssl_chain_expiry_seconds";

	/** Labels of Prometheus, and those that its operator adds. */
	private static final Set<String> SCRAPED = Set.of("job", "instance", "namespace", "service", "pod");

	private static final Pattern METRIC = Pattern.compile("\\b((?:sluice|jvm|process|ssl)_\\w+)");

	private static final Pattern SELECTED = Pattern.compile("\\b((?:sluice|jvm|process|ssl)_\\w+)\\{([^}]*)\\}");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

	private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on|without|ignoring) \\(([^)]*)\\)");

	/** How a label is compared with a variable. */
	private static final Pattern BY_VARIABLE = Pattern.compile("\\w+(=~|!~|!=|=)\"\\$\\w+\"");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	@Test
	void theTableOfMetricsIsRead() throws IOException {
		assertThat(Metrics.documented()).containsEntry("sluice_connections_active", Set.of("listener"))
			.containsEntry("sluice_connections_max", Set.of("listener"))
			.containsEntry("sluice_listening", Set.of("listener"))
			.containsEntry("sluice_connections_rejected_total", Set.of("listener", "reason"))
			.containsEntry("sluice_connections_seconds_count", Set.of("listener", "close_reason"))
			.containsEntry("sluice_requests_seconds_bucket", Set.of("listener", "route", "outcome", "le"))
			.containsEntry("sluice_bytes_sent_total", Set.of("listener"))
			.containsEntry("sluice_access_log_dropped_total", Set.of());
	}

	@Test
	void everyMetricAndLabelOfAlertsAndDashboardExists() throws IOException {
		Map<String, Set<String>> known = new TreeMap<>(Metrics.documented());
		OF_THE_JVM.keySet().forEach((name) -> known.put(name, Set.of("area")));
		known.put(EXPIRY, Set.of("bundle", "source", "chain", "certificate"));
		List<String> expressions = new ArrayList<>(alerts().values());
		expressions.addAll(dashboardExpressions());
		assertThat(expressions).hasSizeGreaterThan(30).allSatisfy((expression) -> {
			List<String> metrics = metrics(expression);
			assertThat(metrics).isNotEmpty().allSatisfy((metric) -> assertThat(known).containsKey(metric));
			SELECTED.matcher(expression).results().forEach((selected) -> {
				assertThat(labels(LABEL, selected.group(2))).isNotEmpty()
					.allMatch((label) -> SCRAPED.contains(label) || known.get(selected.group(1)).contains(label));
			});
			Set<String> labels = metrics.stream()
				.flatMap((metric) -> known.get(metric).stream())
				.collect(Collectors.toSet());
			assertThat(grouped(expression)).allMatch((label) -> SCRAPED.contains(label) || labels.contains(label));
		});
	}

	@Test
	void everyMetricOfTheJvmComesFromMicrometer() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new JvmMemoryMetrics().bindTo(registry);
		new ProcessorMetrics().bindTo(registry);
		new FileDescriptorMetrics().bindTo(registry);
		try (JvmGcMetrics pauses = new JvmGcMetrics()) {
			pauses.bindTo(registry);
			System.gc();
			await().until(() -> registry.find("jvm.gc.pause").timer() != null);
			OF_THE_JVM
				.forEach((name, meter) -> assertThat(name).isEqualTo(prometheusName(registry.find(meter).meter())));
		}
	}

	private static String prometheusName(Meter meter) {
		String name = meter.getId().getName().replace('.', '_');
		String unit = meter.getId().getBaseUnit();
		if (meter instanceof Timer) {
			return name + "_seconds_sum";
		}
		return (unit != null) ? name + "_" + unit : name;
	}

	@Test
	void everyLegendIsALabelOfItsExpression() throws IOException {
		panels().forEach((panel) -> panel.at("/targets").forEach((target) -> {
			String expression = target.at("/expr").asString();
			assertThat(labels(LEGEND, target.at("/legendFormat").asString())).as(expression)
				.allMatch((label) -> grouped(expression).contains(label) || SCRAPED.contains(label));
		}));
	}

	@Test
	void dashboardIsTheFile() throws IOException {
		JsonNode dashboard = dashboard();
		assertThat(dashboard.at("/title").asString()).isEqualTo("Sluice");
		assertThat(panels().map((panel) -> panel.at("/id").asInt()).toList()).doesNotHaveDuplicates();
		assertThat(panels().filter((panel) -> !panel.at("/type").asString().equals("row")))
			.allSatisfy((panel) -> assertThat(panel.at("/targets")).isNotEmpty());
	}

	@Test
	void thereIsAnAlertForEachThingThatAnOperatorMustActOn() {
		assertThat(alerts()).containsOnlyKeys("SluiceAbsent", "SluiceNotListening", "SluiceConnectionsNearLimit",
				"SluiceAcceptPaused", "SluiceMemoryNearLimit", "SluiceRejects", "SluiceErrors", "SluiceSlow",
				"SluiceDrainOverran", "SluiceUpstreamDown", "SluiceUpstreamFails", "SluiceCertificateExpires",
				"SluiceClusterAway", "SluicePushesUnknown");
		assertThat(alerts().get("SluiceConnectionsNearLimit")).endsWith("> 0.9");
	}

	@Test
	void thresholdsAreThoseOfTheValues() {
		Map<String, String> alerts = alerts(
				"""
						prometheusRule: { enabled: true, connections: 0.5, memory: 0.6, rejectsPerSecond: 7, errorRate: 0.25, p99Seconds: 3, certificateDays: 3, unknownPushes: 0.1 }
						""");
		assertThat(alerts.get("SluiceConnectionsNearLimit")).endsWith("> 0.5");
		assertThat(alerts.get("SluiceMemoryNearLimit")).endsWith("> 0.6");
		assertThat(alerts.get("SluiceRejects")).endsWith("> 7");
		assertThat(alerts.get("SluiceErrors")).endsWith("> 0.25");
		assertThat(alerts.get("SluiceUpstreamFails")).endsWith("> 0.25");
		assertThat(alerts.get("SluiceSlow")).endsWith("> 3");
		assertThat(alerts.get("SluiceCertificateExpires")).endsWith("< 259200");
		assertThat(alerts.get("SluicePushesUnknown")).endsWith("> 0.1");
	}

	@Test
	void drainIsLateBeforeItIsOver() {
		String values = """
				sluice: { shutdown: { accept-for: 4s, close-spread: 10500ms, timeout: 20s } }
				prometheusRule: { enabled: true }
				""";
		assertThat(rules(SluiceChart.render(values)).filter((rule) -> named(rule, "SluiceDrainOverran")))
			.singleElement()
			.satisfies((rule) -> assertThat(rule.at("/for").asString()).isEqualTo("25s"));
	}

	@Test
	void alertsAreOfThisReleaseOnly() {
		assertThat(alerts().values())
			.allSatisfy((expression) -> assertThat(metrics(expression)).hasSameSizeAs(SELECTED.matcher(expression)
				.results()
				.filter((selected) -> selected.group(2)
					.startsWith("namespace=\"gateways\",service=\"edge-sluice-metrics\""))
				.toList()));
	}

	private static boolean named(JsonNode rule, String alert) {
		return rule.at("/alert").asString().equals(alert);
	}

	private static Map<String, String> alerts() {
		return alerts(ALL_ON);
	}

	private static Map<String, String> alerts(String values) {
		return rules(SluiceChart.render(values))
			.collect(Collectors.toMap((rule) -> rule.at("/alert").asString(), (rule) -> rule.at("/expr").asString()));
	}

	private static Stream<JsonNode> rules(Manifests manifests) {
		return manifests.one("PrometheusRule")
			.at("/spec/groups")
			.valueStream()
			.flatMap((group) -> group.at("/rules").valueStream());
	}

	private static JsonNode dashboard() throws IOException {
		JsonNode written = JsonMapper.shared()
			.readTree(SluiceChart.render(ALL_ON)
				.one("ConfigMap", "edge-sluice-dashboard")
				.at("/data/sluice.json")
				.asString());
		assertThat(written).isEqualTo(JsonMapper.shared()
			.readTree(Files.readString(SluiceChart.DIRECTORY.resolve("dashboards/sluice.json"))));
		return written;
	}

	private static Stream<JsonNode> panels() throws IOException {
		return dashboard().at("/panels").valueStream();
	}

	private static List<String> dashboardExpressions() throws IOException {
		Stream<String> variables = variables().map((variable) -> variable.at("/query").asString());
		return Stream
			.concat(variables,
					panels().flatMap((panel) -> panel.at("/targets").valueStream())
						.map((target) -> target.at("/expr").asString()))
			.toList();
	}

	/**
	 * A variable that selects everything also selects series without its label.
	 */
	@Test
	void dashboardNeedsNoLabelOfKubernetes() throws IOException {
		assertThat(variables().map((variable) -> variable.at("/name").asString())).contains("job", "instance", "pod");
		assertThat(variables()).allSatisfy((variable) -> {
			assertThat(variable.at("/allValue").asString()).isEqualTo(".*");
			assertThat(variable.at("/current/value").asString()).isEqualTo("$__all");
		});
		assertThat(dashboardExpressions().stream()
			.flatMap((expression) -> BY_VARIABLE.matcher(expression).results().map((use) -> use.group(1))))
			.hasSizeGreaterThan(100)
			.containsOnly("=~");
	}

	private static Stream<JsonNode> variables() throws IOException {
		return dashboard().at("/templating/list")
			.valueStream()
			.filter((variable) -> variable.at("/type").asString().equals("query"));
	}

	private static List<String> metrics(String expression) {
		return METRIC.matcher(expression).results().map((match) -> match.group(1)).toList();
	}

	private static List<String> labels(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1)).toList();
	}

	private static List<String> grouped(String expression) {
		return GROUPED.matcher(expression)
			.results()
			.flatMap((match) -> Stream.of(match.group(1).split(",\\s*")))
			.toList();
	}

}
