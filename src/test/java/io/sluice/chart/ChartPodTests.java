package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds of pods and of what leads to them, whatever the values.
 */
class ChartPodTests {

	static Stream<Path> valueSets() throws IOException {
		return SluiceChart.valueSets();
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void podsAreRestricted(Path values) {
		assertThat(pods(SluiceChart.render(values))).allSatisfy((pod) -> {
			JsonNode security = pod.at("/spec/securityContext");
			assertThat(security.at("/runAsNonRoot").asBoolean()).isTrue();
			assertThat(security.at("/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
			assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true)).isFalse();
			assertThat(pod.at("/spec/enableServiceLinks").asBoolean(true)).isFalse();
			assertThat(pod.at("/spec/containers")).isNotEmpty().allSatisfy(ChartPodTests::assertRestricted);
			assertThat(pod.at("/spec/initContainers")).allSatisfy(ChartPodTests::assertRestricted);
		});
	}

	private static void assertRestricted(JsonNode container) {
		JsonNode security = container.at("/securityContext");
		assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
		assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
		assertThat(security.at("/capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
	}

	/** A change of the configuration, whether pods are replaced by {@code watch}. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                                                            | false
			sluice: { listeners: { orders: { routes: [ { to: echo } ] } } }               | false
			sluice: { listeners: { orders: { limits: { max-connections: 9 } } } }         | false
			sluice: { listeners: { orders: { access: { deny: [] } } } }                   | false
			sluice: { limits: { max-connections: 9 } }                                    | false
			sluice: { upstreams: { other: { to: ["other:9000"] } } }                      | false
			sluice: { listeners: { orders: { framing: { type: crlf } } } }                | true
			sluice: { listeners: { other: { port: 7072, routes: [ { to: echo } ] } } }    | true
			config: { logging: { level: { root: debug } } }                               | true
			""")
	void podsAreReplacedForWhatTheyCannotReload(String change, boolean replaced, @TempDir Path directory)
			throws IOException {
		Path changed = Files.writeString(directory.resolve("values.yaml"), change);
		Path watch = SluiceChart.DIRECTORY.resolve("ci/reload-values.yaml");
		Manifests before = SluiceChart.render(watch);
		Manifests after = SluiceChart.render(watch, changed);
		assertThat(template(after).equals(template(before))).isEqualTo(!replaced);
		Path roll = Files.writeString(directory.resolve("roll.yaml"), "reload: roll");
		assertThat(template(SluiceChart.render(watch, changed, roll)).equals(template(SluiceChart.render(watch, roll))))
			.isEqualTo(change.equals("{}"));
	}

	private static JsonNode template(Manifests manifests) {
		return manifests.one("Deployment").at("/spec/template");
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void everyMountHasItsVolume(Path values) {
		assertThat(pods(SluiceChart.render(values))).allSatisfy((pod) -> {
			Set<String> volumes = names(pod.at("/spec/volumes"));
			pod.at("/spec/containers")
				.forEach((container) -> assertThat(volumes).containsAll(names(container.at("/volumeMounts"))));
			assertThat(names(pod.at("/spec/containers/0/volumeMounts"))).contains("tmp");
		});
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void servicesLeadToPortsOfGatewaysAndOfNothingElse(Path values) {
		Manifests manifests = SluiceChart.render(values);
		JsonNode gateway = manifests.one("Deployment").at("/spec/template");
		Set<String> ports = names(gateway.at("/spec/containers/0/ports"));
		assertThat(ports).allMatch((name) -> name.matches("[a-z0-9-]{1,15}"));
		assertThat(manifests.of("Service")).hasSize(2).allSatisfy((service) -> {
			assertThat(selects(service.at("/spec/selector"), gateway)).isTrue();
			assertThat(manifests.of("Pod")).noneMatch((pod) -> selects(service.at("/spec/selector"), pod));
			service.at("/spec/ports").forEach((port) -> assertThat(ports).contains(port.at("/targetPort").asString()));
		});
		assertThat(selects(manifests.one("Deployment").at("/spec/selector/matchLabels"), gateway)).isTrue();
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void policiesAreForGateways(Path values) {
		Manifests manifests = SluiceChart.render(values);
		JsonNode gateway = manifests.one("Deployment").at("/spec/template");
		manifests.of("NetworkPolicy")
			.forEach((policy) -> assertThat(selects(policy.at("/spec/podSelector/matchLabels"), gateway)).isTrue());
		manifests.of("PodDisruptionBudget")
			.forEach((budget) -> assertThat(selects(budget.at("/spec/selector/matchLabels"), gateway)).isTrue());
		Stream.of("HorizontalPodAutoscaler", "ScaledObject")
			.map(manifests::of)
			.flatMap(List::stream)
			.forEach((scaler) -> {
				assertThat(scaler.at("/spec/scaleTargetRef/name"))
					.isEqualTo(manifests.one("Deployment").at("/metadata/name"));
				assertThat(manifests.one("Deployment").at("/spec").has("replicas")).isFalse();
			});
		manifests.of("ServiceMonitor")
			.forEach((monitor) -> assertThat(manifests.of("Service"))
				.filteredOn((service) -> selects(monitor.at("/spec/selector/matchLabels"), service))
				.singleElement()
				.satisfies((service) -> assertThat(service.at("/metadata/name").asString()).endsWith("-metrics")));
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void noGatewayIsMissingWhileOthersAreReplaced(Path values) {
		JsonNode deployment = SluiceChart.render(values).one("Deployment");
		assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
		JsonNode container = deployment.at("/spec/template/spec/containers/0");
		assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/liveness");
		assertThat(container.at("/startupProbe/httpGet/path").asString()).isEqualTo("/actuator/health/liveness");
		assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/readiness");
		assertThat(container.has("lifecycle")).isFalse();
	}

	@Test
	void changedConfigurationIsANewPodAndAChangedCertificateIsNot() {
		String tls = "tls: { bundles: { gateway: { certificate: %s, privateKey: b } } }";
		String pod = pod(tls.formatted("a"));
		assertThat(pod(tls.formatted("other"))).isEqualTo(pod);
		assertThat(pod("config: { logging: { level: { root: warn } } }\n" + tls.formatted("a"))).isNotEqualTo(pod);
	}

	@Test
	void helmTestBeginsAsTheListenerWantsIt() {
		assertThat(testArguments(
				"""
						sluice: { listeners: { a: { port: 7443, proxy-protocol: { mode: required }, ssl: { bundle: gateway, client-auth: need } } } }
						tls: { bundles: { gateway: { existingSecret: gateway } } }
						test: { message: HELLO, listeners: { a: { clientSecret: device } } }
						"""))
			.containsExactly("send", "--to", "edge-sluice:7443", "--timeout", "10s", "--insecure", "--certificate",
					"/sluice/client/tls.crt", "--private-key", "/sluice/client/tls.key", "--proxy-protocol",
					"--framing", "line", "--", "HELLO");
		assertThat(testArguments("service: { ports: { demo: 70 } }")).containsExactly("send", "--to", "edge-sluice:70",
				"--timeout", "10s", "--framing", "line", "--", "PING");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssl: { bundle: gateway, client-auth: need }",
			"routes: [{ to: a, reply: none }, { to: b, reply: none }]" })
	void helmTestSendsNothingToAListenerThatCannotReply(String settings) {
		assertThat(testArguments("""
				sluice: { listeners: { a: { port: 7443, %s } } }
				tls: { bundles: { gateway: { existingSecret: gateway } } }
				""".formatted(settings))).containsExactly("health", "--url",
				"http://edge-sluice-metrics:8080/actuator/health/readiness", "--timeout", "10s");
	}

	/** Of the last container: the first asks for readiness. */
	private static List<String> testArguments(String values) {
		List<JsonNode> containers = SluiceChart.render(values).one("Pod").at("/spec/containers").valueStream().toList();
		return containers.getLast().at("/args").valueStream().map(JsonNode::asString).toList();
	}

	@Test
	void metricsOfAGatewayThatDrainsCanBeScraped() {
		assertThat(SluiceChart.render("{}")
			.one("Service", "edge-sluice-metrics")
			.at("/spec/publishNotReadyAddresses")
			.asBoolean()).isTrue();
	}

	@Test
	void roomForThreadDumpsIsAValue() {
		assertThat(pod("{}")).contains("{\"name\":\"tmp\",\"emptyDir\":{\"sizeLimit\":\"256Mi\"}}");
		assertThat(pod("tmp: { sizeLimit: 2Gi }")).contains("{\"name\":\"tmp\",\"emptyDir\":{\"sizeLimit\":\"2Gi\"}}");
	}

	private static String pod(String values) {
		return SluiceChart.render(values).one("Deployment").at("/spec/template").toString();
	}

	private static List<JsonNode> pods(Manifests manifests) {
		return Stream.concat(Stream.of(manifests.one("Deployment").at("/spec/template")), manifests.of("Pod").stream())
			.toList();
	}

	private static Set<String> names(JsonNode list) {
		return list.valueStream().map((element) -> element.at("/name").asString()).collect(Collectors.toSet());
	}

	private static boolean selects(JsonNode selector, JsonNode labelled) {
		assertThat(selector.isEmpty()).isFalse();
		return selector.propertyStream()
			.allMatch((label) -> label.getValue().equals(labelled.at("/metadata/labels").get(label.getKey())));
	}

}
