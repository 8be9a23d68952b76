package io.sluice.chart;

import java.io.IOException;
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

import static io.sluice.chart.PromtoolSuite.silent;
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
		PromtoolSuite rules = new PromtoolSuite(SluiceChart.render(values).one("PrometheusRule").at("/spec/groups"),
				SCRAPED, this.directory);
		assertThat(PromtoolSuite.output("promtool", "check", "rules",
				rules.write("rules.yml", Map.of("groups", rules.groups()))))
			.contains("SUCCESS");
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
						List.of(silent("4m", "SluiceUpstreamFails"),
								suite().fires("12m", "SluiceUpstreamFails", labels))),
				test("sluice_upstream_requests_seconds_count", outcome("refused"), "0+1x900",
						List.of(silent("12m", "SluiceUpstreamFails")))));
	}

	@Test
	@NeedsPrograms("promtool")
	void certificateThatExpiresInTwoWeeksIsTold() throws Exception {
		Map<String, String> chain = Map.of("bundle", "gateway", "source", "keystore", "chain", "1");
		Map<String, String> labels = new TreeMap<>(chain);
		labels.putAll(Map.of("namespace", SCRAPED.get("namespace"), "service", SCRAPED.get("service"), "severity",
				"warning"));
		run(List.of(
				test("ssl_chain_expiry_seconds", chain, "864000x600",
						List.of(silent("4m", "SluiceCertificateExpires"),
								suite().fires("8m", "SluiceCertificateExpires", labels))),
				test("ssl_chain_expiry_seconds", chain, "1209601x600",
						List.of(silent("8m", "SluiceCertificateExpires")))));
	}

	@Test
	@NeedsPrograms("promtool")
	void engineThatIsAwayIsTold() throws Exception {
		run(List.of(
				test("sluice_cluster_connected", Map.of(), "0x300",
						List.of(silent("50s", "SluiceClusterAway"),
								fires("2m", "SluiceClusterAway", "critical", Map.of()))),
				test("sluice_cluster_connected", Map.of(), "1x300", List.of(silent("3m", "SluiceClusterAway")))));
	}

	@Test
	@NeedsPrograms("promtool")
	void pushesWhoseOutcomeIsUnknownAreTold() throws Exception {
		Map<String, String> labels = Map.of("namespace", SCRAPED.get("namespace"), "service", SCRAPED.get("service"),
				"severity", "warning");
		run(List.of(
				pushes("0+1x900",
						List.of(silent("4m", "SluicePushesUnknown"),
								suite().fires("12m", "SluicePushesUnknown", labels))),
				pushes("7x900", List.of(silent("12m", "SluicePushesUnknown")))));
	}

	private Map<String, Object> pushes(String unknown, List<Map<String, Object>> expected) {
		String metric = "sluice_cluster_pushes_total";
		return Map.of("interval", "1s", "input_series",
				List.of(Map.of("series", suite().series(metric, Map.of("outcome", "unknown")), "values", unknown),
						Map.of("series", suite().series(metric, Map.of("outcome", "written")), "values", "7x900")),
				"alert_rule_test", expected);
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

	private void run(List<Map<String, Object>> tests) throws IOException, InterruptedException {
		suite().run(tests);
	}

	private Map<String, Object> test(String metric, Map<String, String> more, String values,
			List<Map<String, Object>> expected) {
		return suite().test(metric, more, values, expected);
	}

	private Map<String, Object> fires(String time, String alert, String severity, Map<String, String> more) {
		return suite().fires(time, alert, severity, more);
	}

	private PromtoolSuite suite() {
		return new PromtoolSuite(SluiceChart.render(ON).one("PrometheusRule").at("/spec/groups"), SCRAPED,
				this.directory);
	}

}
