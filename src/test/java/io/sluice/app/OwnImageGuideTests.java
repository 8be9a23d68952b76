package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.chart.Manifests;
import io.sluice.chart.SluiceChart;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/own-image.md}: each snippet is in the file of
 * {@code examples/own-image} that it is from, and the application of the example, with
 * the configuration that the chart makes of its values, passes {@code helm test}.
 * {@code .ci/examples} builds the example with Maven, and {@code .ci/image} its image.
 */
class OwnImageGuideTests implements Guide.Reader {

	private static final Path PAGE = Path.of("docs/own-image.md");

	private static final Path EXAMPLE = Path.of("examples/own-image");

	private static final Path VALUES = EXAMPLE.resolve("values.yaml");

	private static final String COMMAND = "(\\./mvnw -DskipTests install|\\./mvnw -f examples/own-image/pom\\.xml package"
			+ "|cd examples/own-image|java -jar target/orders\\.jar --spring\\.config\\.import=file:values\\.yaml"
			+ "|docker (build|push) |helm (install|upgrade|test) orders|kubectl rollout status deployment/orders-sluice).*";

	@TempDir
	private Path directory;

	private ExampleClasses classes;

	private ConfigurableApplicationContext application;

	private int found;

	private int played;

	/** With the configuration of the chart, on free ports. */
	@BeforeEach
	void start() throws IOException {
		this.classes = ExampleClasses.compile(EXAMPLE, this.directory, EXAMPLE.resolve("src/main/resources"));
		Path configuration = Files.writeString(this.directory.resolve("chart.yml"),
				SluiceChart.render(VALUES).configuration());
		Path own = EXAMPLE.resolve("src/main/resources/application.yml");
		this.application = this.classes.application("com.example.orders.OrdersApplication")
			.run("--spring.config.location=" + own.toUri() + "," + configuration.toUri(), "--server.port=0",
					"--server.address=127.0.0.1", "--sluice.listeners.orders.port=0", "--sluice.shutdown.accept-for=0s",
					"--sluice.shutdown.close-spread=0s", "--logging.level.root=warn");
	}

	@AfterEach
	void stop() throws IOException {
		this.application.close();
		this.classes.close();
	}

	@Test
	void everyStepDoesWhatTheGuideShows() throws IOException {
		Guide.read(PAGE).follow(this);
		assertThat(this.found).isEqualTo(5);
		assertThat(this.played).isOne();
	}

	@Test
	void helmTestPassesWithTheImageOfTheExample() {
		Manifests manifests = SluiceChart.render(VALUES);
		List<JsonNode> tests = manifests.one("Pod").at("/spec/containers").valueStream().toList();
		assertThat(tests).hasSize(2)
			.allSatisfy(
					(test) -> assertThat(test.at("/image").asString()).isEqualTo("registry.example.com/sluice:0.1.0"));
		assertThat(run(tests.getFirst(), "edge-sluice-metrics:8080", managementPort())).isEqualTo("UP\n");
		assertThat(run(tests.getLast(), "edge-sluice:7071", port())).isEqualTo("ordered 3 pear\n");
		JsonNode gateway = manifests.one("Deployment").at("/spec/template/spec/containers/0");
		assertThat(gateway.at("/image").asString()).isEqualTo("registry.example.com/orders:1.0.0");
	}

	/** What the chart and the Dockerfile must agree on. */
	@Test
	void imageFitsTheChart() throws IOException {
		JsonNode pod = SluiceChart.render(VALUES).one("Deployment").at("/spec/template/spec");
		String dockerfile = Files.readString(EXAMPLE.resolve("Dockerfile"));
		assertThat(dockerfile)
			.contains("USER %s:%s".formatted(pod.at("/securityContext/runAsUser").asString(),
					pod.at("/securityContext/runAsGroup").asString()))
			.contains("WORKDIR " + pod.at("/containers/0/volumeMounts/0/mountPath").asString().replace("/config", ""));
	}

	@Test
	void exampleUsesTheVersionsOfSluice() throws IOException {
		String sluice = Files.readString(Path.of("pom.xml")).replace("\t", "");
		String parent = sluice.substring(sluice.indexOf("<parent>"), sluice.indexOf("</parent>"));
		String version = sluice.replaceFirst("(?s).*?<artifactId>sluice</artifactId>\\s*<version>(.*?)</version>.*",
				"$1");
		assertThat(Files.readString(EXAMPLE.resolve("pom.xml")).replace("\t", "")).contains(parent)
			.contains("<sluice.version>%s</sluice.version>".formatted(version));
	}

	@Override
	public void configure(String snippet) throws IOException {
		find(snippet);
	}

	@Override
	public void find(String quotation) throws IOException {
		try (Stream<Path> files = Files.walk(EXAMPLE)) {
			assertThat(files.filter(Files::isRegularFile)
				.filter((file) -> file.toString().matches(".*(\\.java|\\.xml|\\.ya?ml|Dockerfile)"))).as(quotation)
				.anyMatch((file) -> read(file).contains(quotation));
		}
		this.found++;
	}

	@Override
	public @Nullable String run(String commands) throws IOException {
		List<String> lines = commands.lines().toList();
		if (lines.getFirst().equals("nc 127.0.0.1 7071")) {
			try (TestClient client = new TestClient(port())) {
				assertThat(client.request(lines.get(1))).isEqualTo(lines.get(2));
			}
			this.played++;
			return null;
		}
		assertThat(lines).allMatch((line) -> line.matches(COMMAND));
		return null;
	}

	private static String run(JsonNode test, String address, int port) {
		List<String> arguments = new ArrayList<>(test.at("/args").valueStream().map(JsonNode::asString).toList());
		arguments.replaceAll((argument) -> argument.replace(address, "127.0.0.1:" + port));
		CapturedCommand.End end = CapturedCommand.run(arguments);
		assertThat(end.status()).as(end.printed()).isZero();
		return end.printed();
	}

	private int port() {
		return this.application.getBean("sluice.orders.connections", SluiceServerConnectionFactory.class).getPort();
	}

	private int managementPort() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
