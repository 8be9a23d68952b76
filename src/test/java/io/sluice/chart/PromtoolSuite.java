package io.sluice.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of alerts that promtool runs.
 *
 * @param groups the groups of rules
 * @param scraped the labels of every series
 * @param directory where the files of promtool go
 */
record PromtoolSuite(JsonNode groups, Map<String, String> scraped, Path directory) {

	/**
	 * A test with one series.
	 * @param metric its name
	 * @param more its labels beside those of every series
	 * @param values its values, one per second
	 * @param expected what {@link #silent} and {@link #fires} return
	 */
	Map<String, Object> test(String metric, Map<String, String> more, String values,
			List<Map<String, Object>> expected) {
		return Map.of("interval", "1s", "input_series",
				List.of(Map.of("series", series(metric, more), "values", values)), "alert_rule_test", expected);
	}

	/**
	 * A series, in PromQL.
	 */
	String series(String metric, Map<String, String> more) {
		return metric + labels(more).entrySet()
			.stream()
			.map((label) -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
			.collect(Collectors.joining(",", "{", "}"));
	}

	static Map<String, Object> silent(String time, String alert) {
		return Map.of("eval_time", time, "alertname", alert, "exp_alerts", List.of());
	}

	/**
	 * The alert fires with all labels of the series.
	 */
	Map<String, Object> fires(String time, String alert, String severity, Map<String, String> more) {
		Map<String, String> labels = labels(more);
		labels.put("severity", severity);
		return fires(time, alert, labels);
	}

	Map<String, Object> fires(String time, String alert, Map<String, String> labels) {
		return Map.of("eval_time", time, "alertname", alert, "exp_alerts",
				List.of(Map.of("exp_labels", labels, "exp_annotations", annotations(alert, labels))));
	}

	/**
	 * As promtool evaluates all groups at one interval, it is that of the group with the
	 * drain; a group without one has Prometheus's own, a minute. It evaluates all rules
	 * at each step, so it has those only that are tested.
	 */
	void run(List<Map<String, Object>> tests) throws IOException, InterruptedException {
		Map<String, Object> suite = Map.of("rule_files",
				List.of(write("rules.yml", Map.of("groups", groupsWith(alerts(tests))))), "evaluation_interval",
				this.groups.at("/" + (this.groups.size() - 1) + "/interval").asString("1m"), "tests", tests);
		assertThat(output("promtool", "test", "rules", write("tests.yml", suite))).contains("SUCCESS");
	}

	private static Set<Object> alerts(List<Map<String, Object>> tests) {
		return tests.stream()
			.flatMap((test) -> ((List<?>) test.getOrDefault("alert_rule_test", List.of())).stream())
			.map((expected) -> ((Map<?, ?>) expected).get("alertname"))
			.collect(Collectors.toSet());
	}

	private List<Map<String, Object>> groupsWith(Set<Object> alerts) {
		return this.groups.valueStream()
			.<Map<String, Object>>map((group) -> Map.of("name", group.at("/name"), "rules",
					group.at("/rules")
						.valueStream()
						.filter((rule) -> alerts.contains(rule.at("/alert").asString()))
						.toList()))
			.toList();
	}

	String write(String file, Object content) throws IOException {
		return Files.writeString(this.directory.resolve(file), JsonMapper.shared().writeValueAsString(content))
			.toString();
	}

	static String output(String... arguments) throws IOException, InterruptedException {
		Process promtool = new ProcessBuilder(arguments).redirectErrorStream(true).start();
		String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor()).as(said).isZero();
		return said;
	}

	private Map<String, String> labels(Map<String, String> more) {
		Map<String, String> labels = new TreeMap<>(this.scraped);
		labels.putAll(more);
		return labels;
	}

	private Map<String, String> annotations(String alert, Map<String, String> labels) {
		JsonNode rule = this.groups.valueStream()
			.flatMap((group) -> group.at("/rules").valueStream())
			.filter((candidate) -> candidate.at("/alert").asString().equals(alert))
			.findFirst()
			.orElseThrow();
		return rule.at("/annotations")
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> filledIn(entry.getValue().asString(), labels)));
	}

	private static String filledIn(String text, Map<String, String> labels) {
		String filled = text.replace("{{ $value }}", "3")
			.replace("{{ $value | humanizePercentage }}", "100%")
			.replace("{{ $value | humanizeDuration }}", "10d 0h 0m 0s");
		for (Map.Entry<String, String> label : labels.entrySet()) {
			filled = filled.replace("{{ $labels.%s }}".formatted(label.getKey()), label.getValue());
		}
		return filled;
	}

}
