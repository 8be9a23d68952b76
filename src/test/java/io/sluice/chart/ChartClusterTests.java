package io.sluice.chart;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gateways that are the pods of a cluster: their engine, their names, what they may
 * connect to, and how many there are.
 */
class ChartClusterTests {

	private static final Path CLUSTER = SluiceChart.DIRECTORY.resolve("ci/cluster-values.yaml");

	private static final Path SENTINEL = SluiceChart.DIRECTORY.resolve("ci/cluster-sentinel-values.yaml");

	private static final String REDIS = "cluster: { via: redis, redis: { host: redis } }\n";

	@Test
	void connectionToRedisIsThatOfTheValues() {
		JsonNode configuration = SluiceChart.render(CLUSTER).configurationTree();
		assertThat(configuration.at("/sluice/cluster").toString()).isEqualTo(
				"{\"clock-skew\":\"250ms\",\"lease\":{\"time-to-live\":\"8s\"},\"required\":true,\"via\":\"redis\"}");
		assertThat(configuration.at("/spring/data/redis").toString())
			.isEqualTo("{\"client-name\":\"sluice\",\"host\":\"redis.engines.svc\",\"port\":6380,"
					+ "\"ssl\":{\"bundle\":\"redis\",\"enabled\":true},\"username\":\"gateway\"}");
		assertThat(configuration.at("/spring/kafka/bootstrap-servers/0").asString())
			.isEqualTo("kafka.engines.svc:9093");
	}

	@Test
	void sentinelsAreThoseOfTheValues() {
		Manifests manifests = SluiceChart.render(SENTINEL);
		assertThat(manifests.configurationTree().at("/spring/data/redis").toString())
			.isEqualTo("{\"sentinel\":{\"master\":\"main\",\"nodes\":"
					+ "[\"sentinel-0.redis:26379\",\"sentinel-1.redis:26380\",\"sentinel-2.redis:26379\"]}}");
		assertThat(environment(manifests)).filteredOn((variable) -> variable.at("/valueFrom").has("secretKeyRef"))
			.extracting(JsonNode::toString)
			.containsExactly(secret("SPRING_DATA_REDIS_PASSWORD", "redis", "redis-password"),
					secret("SPRING_DATA_REDIS_SENTINEL_PASSWORD", "redis", "sentinel-password"));
	}

	@Test
	void passwordIsThatOfTheSecretAndNowhereElse() {
		assertThat(environment(SluiceChart.render(CLUSTER))).extracting(JsonNode::toString)
			.containsExactly(
					"{\"name\":\"SLUICE_CLUSTER_POD\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}",
					secret("SPRING_DATA_REDIS_PASSWORD", "redis-gateway", "password"));
		assertThat(SluiceChart.render(CLUSTER).of("Secret")).isEmpty();
		assertThat(environment(SluiceChart.render(REDIS))).extracting((variable) -> variable.at("/name").asString())
			.containsExactly("SLUICE_CLUSTER_POD");
	}

	private static String secret(String variable, String name, String key) {
		return "{\"name\":\"%s\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"%s\",\"key\":\"%s\"}}}".formatted(variable,
				name, key);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                                                     | false
			sluice: { cluster: { via: none } }                     | false
			sluice: { cluster: { via: redis } }                    | true
			sluice: { cluster: { via: CHANNELS } }                 | true
			cluster: { via: redis, redis: { host: redis } }        | true
			sluice: { cluster: { via: redis, pod: "${NODE}" } }    | false
			""")
	void gatewayHasTheNameOfItsPodWhereItMatters(String values, boolean named) {
		assertThat(environment(SluiceChart.render(values)).stream()
			.anyMatch((variable) -> variable.at("/name").asString().equals("SLUICE_CLUSTER_POD"))).isEqualTo(named);
	}

	@Test
	void certificatesOfRedisAreMounted() {
		Manifests manifests = SluiceChart.render(CLUSTER);
		assertThat(manifests.configurationTree().at("/spring/ssl/bundle/pem/redis").toString()).isEqualTo(
				"{\"keystore\":{\"certificate\":\"file:/sluice/tls/redis/tls.crt\",\"private-key\":\"file:/sluice/tls/redis/tls.key\"},"
						+ "\"truststore\":{\"certificate\":\"file:/sluice/tls/redis/ca.crt\"}}");
		JsonNode pod = manifests.one("Deployment").at("/spec/template/spec");
		assertThat(pod.at("/containers/0/volumeMounts").toString())
			.contains("{\"name\":\"tls-redis\",\"mountPath\":\"/sluice/tls/redis\",\"readOnly\":true}");
		assertThat(pod.at("/volumes").toString()).contains("\"secretName\":\"redis-tls\"");
	}

	@Test
	void tlsWithoutASecretTrustsTheAuthoritiesOfTheJvm() {
		Manifests manifests = SluiceChart
			.render("cluster: { via: redis, redis: { host: redis, tls: { enabled: true } } }");
		assertThat(manifests.configurationTree().at("/spring").toString())
			.isEqualTo("{\"data\":{\"redis\":{\"host\":\"redis\",\"port\":6379,\"ssl\":{\"enabled\":true}}}}");
		assertThat(manifests.one("Deployment").toString()).doesNotContain("tls-redis");
	}

	@Test
	void probesAreThoseOfASingleGateway() {
		JsonNode usual = container(SluiceChart.render("{}"));
		JsonNode clustered = container(SluiceChart.render(CLUSTER));
		for (String probe : List.of("/startupProbe", "/livenessProbe", "/readinessProbe")) {
			assertThat(clustered.at(probe)).isEqualTo(usual.at(probe));
		}
	}

	@Test
	void connectionsToTheEnginesAreAllowed() {
		assertThat(egress(SluiceChart.render(CLUSTER))).containsExactly("4001", "6380", "9093", "5672", "53 53");
		assertThat(egress(SluiceChart.render(SENTINEL))).containsExactly("6379 26379 26380");
		assertThat(egress(SluiceChart.render("""
				networkPolicy:
				  egressTo: { redis: [{ ipBlock: { cidr: 192.0.2.1/32 } }], redisPorts: [7000, 7001] }
				"""))).containsExactly("7000 7001", "53 53");
		assertThat(SluiceChart.render(CLUSTER).one("NetworkPolicy").at("/spec/egress/1/to/0/podSelector").toString())
			.isEqualTo("{\"matchLabels\":{\"app\":\"redis\"}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", REDIS, "networkPolicy: { egressTo: { kafkaPorts: [1] } }" })
	void nothingIsRestrictedWithoutPeers(String values) {
		JsonNode policy = SluiceChart.render(values).one("NetworkPolicy").at("/spec");
		assertThat(policy.has("egress")).isFalse();
		assertThat(policy.at("/policyTypes").toString()).isEqualTo("[\"Ingress\"]");
	}

	/** The ports of each rule. */
	private static List<String> egress(Manifests manifests) {
		JsonNode policy = manifests.one("NetworkPolicy").at("/spec");
		assertThat(policy.at("/policyTypes").toString()).contains("Egress");
		return policy.at("/egress")
			.valueStream()
			.map((rule) -> String.join(" ",
					rule.at("/ports").valueStream().map((port) -> port.at("/port").asString()).toList()))
			.toList();
	}

	@Test
	void notesTellOfARuleThatMayBeMissing() {
		String values = REDIS + "networkPolicy: { egress: [{ ports: [{ port: 6379 }] }] }";
		assertThat(SluiceChart.notes(values)).contains("networkPolicy.egressTo.redis");
		assertThat(SluiceChart.notes(REDIS)).doesNotContain("egressTo");
	}

	@Test
	void kedaScalesByOpenConnections() {
		Manifests manifests = SluiceChart.render(SluiceChart.DIRECTORY.resolve("ci/keda-values.yaml"));
		JsonNode scaled = manifests.one("ScaledObject").at("/spec");
		assertThat(scaled.at("/minReplicaCount").asInt()).isEqualTo(3);
		assertThat(scaled.at("/maxReplicaCount").asInt()).isEqualTo(20);
		assertThat(scaled.at("/triggers/0/metadata").toString())
			.isEqualTo("{\"serverAddress\":\"https://prometheus.monitoring:9090\","
					+ "\"query\":\"sum(sluice_connections_active{namespace=\\\"gateways\\\",service=\\\"edge-sluice-metrics\\\"})\","
					+ "\"threshold\":\"15000\",\"ignoreNullValues\":\"false\"}");
		assertThat(scaled.at("/triggers/0/authenticationRef/name").asString()).isEqualTo("prometheus");
		assertThat(scaled.at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/policies/0/value").asInt())
			.isEqualTo(1);
	}

	@Test
	void kedaAsksWhatTheValuesSay() {
		JsonNode trigger = SluiceChart.render("""
				keda: { enabled: true, serverAddress: "http://p:9090", query: "max(a{b='c'})", threshold: 0.5 }
				""").one("ScaledObject").at("/spec/triggers/0");
		assertThat(trigger.at("/metadata/query").asString()).isEqualTo("max(a{b='c'})");
		assertThat(trigger.at("/metadata/threshold").asString()).isEqualTo("0.5");
		assertThat(trigger.has("authenticationRef")).isFalse();
		assertThat(SluiceChart.render("""
				keda: { enabled: true, serverAddress: "http://p:9090", threshold: 2000000 }
				prometheusRule: { selector: 'job="sluice"' }
				""").one("ScaledObject").at("/spec/triggers/0/metadata").toString())
			.contains("sum(sluice_connections_active{job=\\\"sluice\\\"})", "\"threshold\":\"2000000\"");
	}

	private static JsonNode container(Manifests manifests) {
		return manifests.one("Deployment").at("/spec/template/spec/containers/0");
	}

	private static List<JsonNode> environment(Manifests manifests) {
		return container(manifests).at("/env").valueStream().toList();
	}

}
