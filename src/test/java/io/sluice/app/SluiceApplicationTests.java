package io.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.java21.instrument.binder.jdk.VirtualThreadMetrics;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The executable: its sample listener, what Actuator shows, and how its configuration is
 * merged.
 */
@ExtendWith(OutputCaptureExtension.class)
class SluiceApplicationTests {

	/** With its sample listener, for all tests that leave it as it is. */
	private static ConfigurableApplicationContext shared;

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null && this.context != shared) {
			this.context.close();
		}
	}

	@AfterAll
	static void stopShared() {
		if (shared != null) {
			shared.close();
		}
	}

	@Test
	void sampleListenerAnswers() throws IOException {
		shareDemo();
		try (TestClient client = new TestClient(port("demo"))) {
			assertThat(client.request("PING")).isEqualTo("PONG");
			assertThat(client.request("{\"values\":[1,2,3]}")).isEqualTo("{\"sum\":6}");
			assertThat(client.request("TIME")).matches("\\d{4}-\\d\\d-\\d\\dT.*");
			assertThat(client.request("any other line")).isEqualTo("any other line");
			assertThat(client.request("{\"values\":[1,\"x\"]}"))
				.isEqualTo("ERR BAD_PAYLOAD the payload cannot be read");
			assertThat(client.request("{\"values\":[1,null]}"))
				.isEqualTo("ERR BAD_PAYLOAD the payload is not valid: values[1]");
			assertThat(client.request("{}")).isEqualTo("ERR BAD_PAYLOAD the payload is not valid: values");
		}
	}

	@Test
	void healthShowsEveryListener() throws Exception {
		shareDemo();
		JsonNode health = get("/health");
		assertThat(health.at("/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/sluice/status").asString()).isEqualTo("UP");
		JsonNode demo = health.at("/components/sluice/details/demo");
		assertThat(demo.at("/listening").asBoolean()).isTrue();
		assertThat(demo.at("/port").asInt()).isEqualTo(port("demo"));
		assertThat(demo.at("/connections").asInt()).isZero();
		assertThat(get("/health/readiness").at("/components/sluice/status").asString()).isEqualTo("UP");
	}

	@Test
	void healthAndReadinessAreDownWhileAListenerDoesNotListen() throws Exception {
		startDemo();
		this.context.getBean("sluice.demo.connections", SluiceServerConnectionFactory.class).stop();
		assertThat(get("/health/readiness").at("/status").asString()).isEqualTo("DOWN");
		assertThat(get("/health/liveness").at("/status").asString()).isEqualTo("UP");
		assertThat(get("/health").at("/components/sluice/details/demo/listening").asBoolean()).isFalse();
	}

	@Test
	void metricsHaveTheirNamesAndTags() throws Exception {
		startDemo("--sluice.listeners.demo.executor.type=pool");
		try (TestClient client = new TestClient(port("demo"))) {
			client.request("PING");
			client.request("{}");
			assertThat(get("/metrics/sluice.connections.active?tag=listener:demo").at("/measurements/0/value").asInt())
				.isOne();
		}
		await().untilAsserted(
				() -> assertThat(count("sluice.connections?tag=listener:demo&tag=close.reason:client_closed")).isOne());
		assertThat(count("sluice.requests?tag=listener:demo&tag=route:ping&tag=outcome:ok")).isOne();
		assertThat(count("sluice.requests?tag=listener:demo&tag=route:sum&tag=outcome:bad_payload")).isOne();
		assertThat(count("sluice.requests.active?tag=listener:demo")).isZero();
		assertThat(count("sluice.bytes.received?tag=listener:demo")).isEqualTo("PING\n{}\n".length());
		assertThat(count("sluice.bytes.sent?tag=listener:demo"))
			.isEqualTo("PONG\nERR BAD_PAYLOAD the payload is not valid: values\n".length());
		assertThat(count("executor.pool.max?tag=name:sluice.demo.executor")).isEqualTo(200);
	}

	@Test
	void virtualThreadsAreCountedWithoutARecording() throws Exception {
		shareDemo();
		assertThat(virtualThreadMetrics()).containsExactly("live", "parallelism", "pool.size");
		assertThat(this.context.getBeanProvider(VirtualThreadMetrics.class)).isEmpty();
		assertThat(count("jvm.threads.virtual.parallelism")).isPositive();
		assertThat(count("jvm.threads.virtual.pool.size")).isPositive();
		assertThat(count("jvm.threads.virtual.live?tag=scheduling.status:mounted")).isNotNegative();
		assertThat(count("jvm.threads.virtual.live?tag=scheduling.status:queued")).isNotNegative();
	}

	@Test
	void pinnedThreadsAreCountedWhereThatIsAskedFor() throws Exception {
		startDemo("--management.metrics.enable.jvm.threads.virtual.pinned=true");
		assertThat(virtualThreadMetrics()).containsExactly("live", "parallelism", "pinned", "pool.size",
				"submit.failed");
		assertThat(count("jvm.threads.virtual.parallelism")).isPositive();
	}

	private List<String> virtualThreadMetrics() throws Exception {
		String prefix = "jvm.threads.virtual.";
		return get("/metrics").at("/names")
			.valueStream()
			.map(JsonNode::asString)
			.filter((name) -> name.startsWith(prefix))
			.map((name) -> name.substring(prefix.length()))
			.sorted()
			.toList();
	}

	@Test
	void integrationGraphShowsTheListenersFlow() throws Exception {
		shareDemo();
		JsonNode graph = get("/integrationgraph");
		int gateway = node(graph, "sluice.demo.gateway");
		int requests = node(graph, "sluice.demo.requests");
		int routing = node(graph, "sluice.demo.routing");
		assertThat(linked(graph, gateway, requests)).isTrue();
		assertThat(linked(graph, requests, routing)).isTrue();
		assertThat(linked(graph, routing, node(graph, "sluice.handler.ping.requests"))).isTrue();
		assertThat(linked(graph, routing, node(graph, "sluice.handler.echo.requests"))).isTrue();
	}

	@Test
	void onlySafeEndpointsAreExposedAndOnlyLocally() throws Exception {
		shareDemo();
		assertThat(get("").at("/_links").propertyNames()).containsExactlyInAnyOrder("self", "health", "health-path",
				"info", "metrics", "metrics-requiredMetricName", "prometheus", "sluice", "sluice-listener",
				"sluice-part-name", "connections", "connections-id", "tcpsessions", "tcpsessions-identity", "history",
				"virtualthreads", "integrationgraph", "threaddump", "sbom", "sbom-id");
		assertThat(this.context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
	}

	@Test
	void sampleListenerIsOnTheAddressOfTheEndpoints() throws IOException {
		startDemo("--server.address=127.0.0.2");
		int port = port("demo");
		new Socket("127.0.0.2", port).close();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	@Test
	void settingOfTheSampleListenerAdjustsIt() throws IOException {
		file("sluice.yml", "sluice.listeners.demo.framing.type: crlf");
		startDemo();
		try (TestClient client = new TestClient(port("demo"))) {
			client.send("PING\r\n");
			assertThat(client.readLine()).isEqualTo("PONG\r");
		}
	}

	@Test
	void sampleListenerIsGoneOnceAFileDefinesAnother() throws IOException {
		file("application.yml", """
				sluice:
				  listeners:
				    own:
				      port: 0
				      routes: [ { to: echo } ]
				""");
		start();
		assertThat(this.context.containsBean("sluice.demo.connections")).isFalse();
		try (TestClient client = new TestClient(port("own"))) {
			assertThat(client.request("PING")).isEqualTo("PING");
		}
	}

	@Test
	void sampleListenerIsGoneOnceAnArgumentDefinesAnotherAndTheOtherDefaultsStay() throws Exception {
		start("--sluice.listeners.own.port=0", "--sluice.listeners.own.routes[0].to=echo");
		assertThat(this.context.containsBean("sluice.demo.connections")).isFalse();
		assertThat(port("own")).isPositive();
		assertThat(get("/health").at("/components/sluice/details/own/listening").asBoolean()).isTrue();
	}

	@Test
	void plainJarHasNoConfigurationThatOtherApplicationsRead() throws IOException {
		ClassLoader loader = getClass().getClassLoader();
		for (String name : new String[] { "application.yml", "application.yaml", "application.properties" }) {
			assertThat(loader.getResource(name)).as(name).isNull();
		}
		try (InputStream imports = loader
			.getResourceAsStream("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")) {
			assertThat(imports).isNotNull();
		}
		assertThat(Files.readString(Path.of("src/main/resources/META-INF/spring/"
				+ "org.springframework.boot.autoconfigure.AutoConfiguration.imports")))
			.doesNotContain("io.sluice.app");
	}

	@Test
	void metadataDescribesTheListeners() throws IOException {
		try (InputStream metadata = getClass().getClassLoader()
			.getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
			JsonNode properties = JsonMapper.shared().readTree(metadata).at("/properties");
			assertThat(properties.findValuesAsString("name")).contains("sluice.listeners");
			assertThat(properties.findValuesAsString("description"))
				.contains("The listeners by name. A name consists of letters, digits and dashes.")
				.allMatch((description) -> description.matches("(?s)[A-Z].*\\."));
		}
	}

	private void file(String name, String content) throws IOException {
		Files.writeString(this.directory.resolve(name), content);
	}

	@Test
	void failedStartSaysWhyAndNothingOfTwoShutdowns(CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningApplication.application()
			.run("--spring.config.additional-location=" + this.directory.toUri(), "--server.port=0",
					"--sluice.listeners.demo.port="));
		assertThat(output.getAll())
			.contains("APPLICATION FAILED TO START", "Invalid value '' for 'sluice.listeners.demo.port'",
					"It is empty. Set it to a whole number")
			.doesNotContain("Calling shutdown() multiple times");
	}

	@Test
	void failedStartOfTheWebServerReportsNoThread(CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningApplication.application()
			.run("--server.port=0", "--sluice.listeners.demo.framing.type=lin"));
		assertThat(output.getAll()).contains("Invalid value 'lin' for 'sluice.listeners.demo.framing.type'")
			.doesNotContain("has failed to stop");
	}

	private void shareDemo() {
		if (shared == null) {
			startDemo();
			shared = this.context;
		}
		this.context = shared;
		await().until(() -> shared.getBean("sluice.demo.connections", SluiceServerConnectionFactory.class)
			.openConnections()
			.count() == 0);
	}

	private void startDemo(String... args) {
		start(Stream.concat(Stream.of("--sluice.listeners.demo.port=0"), Stream.of(args)).toArray(String[]::new));
	}

	private void start(String... args) {
		Stream<String> isolated = Stream.of("--spring.config.additional-location=" + this.directory.toUri(),
				"--server.port=0", "--logging.level.root=warn");
		this.context = RunningApplication.application()
			.run(Stream.concat(isolated, Stream.of(args)).toArray(String[]::new));
	}

	private int port(String listener) {
		return this.context.getBean("sluice." + listener + ".connections", SluiceServerConnectionFactory.class)
			.getPort();
	}

	private double count(String metric) {
		try {
			return get("/metrics/" + metric).at("/measurements/0/value").asDouble();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private JsonNode get(String path) throws Exception {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<String> response = http.send(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path)).build(),
					HttpResponse.BodyHandlers.ofString());
			return JsonMapper.shared().readTree(response.body());
		}
	}

	private static int node(JsonNode graph, String name) {
		for (JsonNode node : graph.at("/nodes")) {
			if (node.at("/name").asString().equals(name)) {
				return node.at("/nodeId").asInt();
			}
		}
		throw new AssertionError("no node " + name + " in " + graph.at("/nodes").findValuesAsString("name"));
	}

	private static boolean linked(JsonNode graph, int from, int to) {
		for (JsonNode link : graph.at("/links")) {
			if (link.at("/from").asInt() == from && link.at("/to").asInt() == to) {
				return true;
			}
		}
		return false;
	}

}
