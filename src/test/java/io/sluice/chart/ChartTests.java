package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Every set of values makes manifests that Kubernetes takes, and the very ones that are
 * committed.
 */
class ChartTests {

	private static final Path SNAPSHOTS = Path.of("src/test/resources/chart");

	private static final Path DEFAULTS = SluiceChart.DIRECTORY.resolve("ci/defaults-values.yaml");

	static Stream<Path> valueSets() throws IOException {
		return SluiceChart.valueSets();
	}

	@Test
	void strictLintFindsNothing() {
		HelmProcess.Answer lint = SluiceChart.lint();
		assertThat(lint.failed()).as(lint.text()).isFalse();
		assertThat(lint.text().lines()).allMatch((line) -> line.equals("[INFO] Chart.yaml: icon is recommended"));
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void manifestsAreWhatKubernetesKnows(Path values) {
		assertThat(SluiceChart.render(values).all())
			.allSatisfy((manifest) -> assertThat(KubernetesModel.decode(manifest.content())).isNotNull());
	}

	@Test
	void manifestWithAnUnknownFieldIsNoneThatKubernetesKnows() {
		Map<String, Object> service = Manifests.yaml("""
				apiVersion: v1
				kind: Service
				spec:
				  ports:
				    - { port: 80, targetport: http }
				""");
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesModel.decode(service))
			.withMessageContaining("targetport");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KubernetesModel
				.decode(Manifests.yaml("{ apiVersion: v1, kind: Pod, metadata: { labels: { cost-center: 4711 } } }")))
			.withMessageContaining("cost-center");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KubernetesModel
				.decode(Manifests.yaml("{ apiVersion: v1, kind: Service, spec: { ports: [{ port: '80' }] } }")))
			.withMessageContaining("port");
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void nothingIsLeftEmpty(Path values) {
		SluiceChart.render(values).all().forEach((manifest) -> assertNoNull(manifest.kind(), manifest.json()));
	}

	private static void assertNoNull(String path, JsonNode node) {
		assertThat(node.isNull()).as(path).isFalse();
		node.propertyStream().forEach((entry) -> assertNoNull(path + "." + entry.getKey(), entry.getValue()));
		if (node.isArray()) {
			node.forEach((element) -> assertNoNull(path + "[]", element));
		}
	}

	@ParameterizedTest
	@MethodSource("valueSets")
	void manifestsAreThoseThatAreCommitted(Path values) throws IOException {
		List<String> usual = values.equals(DEFAULTS) ? List.of() : snapshot(DEFAULTS);
		String kinds = SluiceChart.render(values)
			.all()
			.stream()
			.map(Manifests.Manifest::kind)
			.collect(Collectors.joining(", "));
		Written.check(SNAPSHOTS.resolve(snapshotName(values)),
				snapshot(values).stream()
					.filter((manifest) -> !usual.contains(manifest))
					.collect(Collectors.joining("---\n", "# %s\n# Of these, where %s differs from %s:\n"
						.formatted(kinds, values.getFileName(), DEFAULTS.getFileName()), "")));
	}

	/**
	 * The manifests without the dashboard, which is a file of its own, and without the
	 * checksum, which tells nobody anything.
	 */
	private static List<String> snapshot(Path values) {
		return SluiceChart.render(values)
			.all()
			.stream()
			.map((manifest) -> manifest.text()
				.replaceFirst("(?s)(\n  sluice.json: \\|-\n).*", "$1    (dashboards/sluice.json)\n")
				.replaceFirst("(checksum/config): \\w+", "$1: (of the configuration)"))
			.toList();
	}

	private static String snapshotName(Path values) {
		return values.getFileName().toString().replace("-values", "");
	}

	@Test
	@DisabledIfSystemProperty(named = "chart.write", matches = "true", disabledReason = "they are being written")
	void everySnapshotHasItsValues() throws IOException {
		try (Stream<Path> snapshots = Files.list(SNAPSHOTS)) {
			List<String> expected = valueSets().map((file) -> file.getFileName().toString().replace("-values", ""))
				.toList();
			assertThat(snapshots.map((file) -> file.getFileName().toString()))
				.containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	@Test
	void imageIsThatOfTheProject() throws IOException {
		String version = Files.readString(Path.of("pom.xml"))
			.replaceFirst("(?s).*?<artifactId>sluice</artifactId>\\s*<version>(.*?)</version>.*", "$1");
		assertThat(Manifests.yaml(Files.readString(SluiceChart.DIRECTORY.resolve("Chart.yaml"))))
			.containsEntry("appVersion", version);
		assertThat(SluiceChart.render("{}").one("Deployment").at("/spec/template/spec/containers/0/image").asString())
			.isEqualTo("sluice:" + version);
	}

	@Test
	void notesTellWhereItListensAndWhatToHeed() {
		assertThat(SluiceChart.notes("{ replicas: 1 }")).contains("edge-sluice.gateways.svc:7070", "sample listener",
				"With one gateway,", "helm -n gateways test edge");
		assertThat(SluiceChart.notes("""
				sluice: { listeners: { syslog: { port: 5514, routes: [{ to: discard }] } } }
				service: { type: LoadBalancer, ports: { syslog: 514 } }
				serviceMonitor: { enabled: true }
				"""))
			.contains("edge-sluice.gateways.svc:514", "externalTrafficPolicy to Local", "networkPolicy.management")
			.doesNotContain("sample listener");
	}

}
