package io.sluice.chart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that fit the chart into a cluster.
 */
class ChartOptionTests {

	private static final Path CONTAINERS = SluiceChart.DIRECTORY.resolve("ci/containers-values.yaml");

	private static final Path OWN_CONFIG_MAP = SluiceChart.DIRECTORY.resolve("ci/existing-configmap-values.yaml");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                               | 2
			replicas: 3                      | 3
			replicaCount: 4                  | 4
			{ replicaCount: 5, replicas: 5 } | 5
			replicaCount: 0                  | 0
			""")
	void numberOfGatewaysHasTwoNames(String values, int gateways) {
		assertThat(SluiceChart.render(values).one("Deployment").at("/spec/replicas").asInt()).isEqualTo(gateways);
	}

	@Test
	void configMapOfOnesOwnIsMountedAndValuesOverrideIt() {
		Manifests manifests = SluiceChart.render(OWN_CONFIG_MAP);
		assertThat(manifests.of("ConfigMap")).isEmpty();
		JsonNode pod = manifests.one("Deployment").at("/spec/template/spec");
		assertThat(pod.at("/volumes/0/configMap/name").asString()).isEqualTo("edge-gateway");
		assertThat(pod.at("/containers/0/volumeMounts/0/mountPath").asString()).isEqualTo("/sluice/config");
		JsonNode overriding = manifests.configurationTree();
		assertThat(overriding.at("/server/port").asInt()).isEqualTo(8080);
		assertThat(overriding.at("/sluice/shutdown/timeout").asString()).isEqualTo("30s");
		assertThat(overriding.at("/sluice/listeners/orders/port").asInt()).isEqualTo(7071);
		assertThat(overriding.at("/spring/ssl/bundle/pem/gateway/keystore/certificate").asString())
			.isEqualTo("file:/sluice/tls/gateway/tls.crt");
		assertThat(overriding.at("/logging/level/root").asString()).isEqualTo("warn");
	}

	/**
	 * The framing of a listener may be in the ConfigMap, which the chart cannot read.
	 */
	@Test
	void helmTestOnlyConnectsWhereTheFramingIsUnknown() {
		JsonNode test = SluiceChart.render("""
				existingConfigMap: mine
				sluice: { listeners: { a: { port: 7071 }, b: { port: 7072, framing: { type: mllp } } } }
				""").one("Pod");
		assertThat(arguments(test, 1)).containsExactly("send", "--to", "edge-sluice:7071", "--connect-only",
				"--connect-timeout", "10s");
		assertThat(arguments(test, 2)).contains("--framing", "mllp", "PING").doesNotContain("--connect-only");
	}

	private static List<String> arguments(JsonNode pod, int container) {
		return pod.at("/spec/containers/%d/args".formatted(container)).valueStream().map(JsonNode::asString).toList();
	}

	/** Kubernetes replaces {@code $(name)} in the value of a variable. */
	@Test
	void dollarInTheConfigurationIsNoVariableOfKubernetes() {
		Manifests manifests = SluiceChart.render("""
				existingConfigMap: mine
				sluice: { listeners: { a: { port: 7071, greeting: "$(HOME) ${name}" } } }
				""");
		assertThat(manifests.one("Deployment").at("/spec/template/spec/containers/0/env/0/value").asString())
			.contains("$$(HOME) ${name}");
		assertThat(manifests.configurationTree().at("/sluice/listeners/a/greeting").asString())
			.isEqualTo("$(HOME) ${name}");
	}

	@Test
	void containersOfOnesOwnAreTemplatesBesideTheGateway() {
		JsonNode pod = SluiceChart.render(CONTAINERS).one("Deployment").at("/spec/template/spec");
		assertThat(pod.at("/initContainers/0/image").asString()).isEqualTo("sluice:1.0.0");
		assertThat(pod.at("/containers").valueStream().map((container) -> container.at("/name").asString()))
			.containsExactly("gateway", "log-shipper");
	}

	@Test
	void kernelParametersAreThoseOfGatewaysOnly() {
		Manifests manifests = SluiceChart.render(CONTAINERS);
		assertThat(manifests.one("Deployment").at("/spec/template/spec/securityContext/sysctls/0").toString())
			.isEqualTo("{\"name\":\"net.ipv4.ip_unprivileged_port_start\",\"value\":\"0\"}");
		assertThat(manifests.one("Pod").at("/spec/securityContext").has("sysctls")).isFalse();
	}

	@Test
	void helmTestRunsTheCommandsOfSluicesImage() {
		Manifests manifests = SluiceChart.render(SluiceChart.DIRECTORY.resolve("ci/own-image-values.yaml"));
		assertThat(manifests.one("Deployment").at("/spec/template/spec/containers/0/image").asString())
			.isEqualTo("registry.example.com/orders:2.3.0");
		assertThat(manifests.one("Pod").at("/spec/containers").valueStream()).hasSize(2)
			.allSatisfy((container) -> assertThat(container.at("/image").asString())
				.isEqualTo("registry.example.com/sluice:0.1.0"));
	}

	@Test
	void targetsAreRelabelled() {
		assertThat(SluiceChart.render(SluiceChart.DIRECTORY.resolve("ci/monitoring-values.yaml"))
			.one("ServiceMonitor")
			.at("/spec/endpoints/0/relabelings/0/targetLabel")
			.asString()).isEqualTo("node");
	}

	@Test
	void catalogueOfChartsIsToldWhatItShows() throws Exception {
		Map<String, Object> chart = Manifests.yaml(Files.readString(SluiceChart.DIRECTORY.resolve("Chart.yaml")));
		JsonNode annotations = JsonMapper.shared().<JsonNode>valueToTree(chart).at("/annotations");
		assertThat(annotations.get("artifacthub.io/category").asString())
			.isIn(List.of("ai-machine-learning", "database", "integration-delivery", "monitoring-logging", "networking",
					"security", "storage", "streaming-messaging"));
		assertThat(annotations.get("artifacthub.io/prerelease").asString())
			.isEqualTo(String.valueOf(String.valueOf(chart.get("appVersion")).contains("-")));
		assertThat((List<?>) new Yaml().load(annotations.get("artifacthub.io/changes").asString())).isNotEmpty()
			.allSatisfy((change) -> assertThat(((Map<?, ?>) change).get("kind")).isIn("added", "changed", "deprecated",
					"removed", "fixed", "security"));
	}

}
