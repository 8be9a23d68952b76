package io.sluice.actuate.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestGateway;
import io.sluice.support.TestHttpServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The health check of the image, as a process of its own.
 */
@EnableAutoConfiguration
class HealthProbeTests {

	private static final Pattern CHECK = Pattern.compile("HEALTHCHECK .*\\\\\n +CMD \\[(.*?)]", Pattern.DOTALL);

	private static ConfigurableApplicationContext gateway;

	@BeforeAll
	static void start() {
		gateway = TestGateway.startWithEndpoints(HealthProbeTests.class, ".routes[0].to=echo",
				"management.endpoint.health.probes.enabled=true",
				"management.endpoint.health.group.readiness.include=readinessState,sluice");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void gatewayThatServesIsHealthyAndOneThatDoesNotIsNot() throws Exception {
		String readiness = url("/actuator/health/readiness");
		End up = probe(List.of(), readiness);
		assertThat(up.status()).as(up.printed()).isZero();
		assertThat(up.printed()).contains("\"status\":\"UP\"");
		SluiceServerConnectionFactory listener = gateway.getBean("sluice.test.connections",
				SluiceServerConnectionFactory.class);
		listener.stop();
		try {
			End down = probe(List.of(), readiness);
			assertThat(down.status()).isOne();
			assertThat(down.printed()).startsWith("HTTP/1.1 503").contains("\"status\":\"DOWN\"");
		}
		finally {
			listener.start();
		}
	}

	/**
	 * Where {@code status.http-mapping.down} is 200, the HTTP status says nothing.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			{"status":"UP"}                                                                 | 0
			{ "groups" : [ "liveness" ], "status" : "UP" }                                  | 0
			{"components":{"db":{"status":"UP"}},"status":"DOWN"}                           | 1
			{"components":{"db":{"status":"DOWN"}},"status":"UP"}                           | 0
			{"status":"OUT_OF_SERVICE","components":{"sluice":{"status":"UP"}}}             | 1
			{"components":{"db":{"details":{"a}\\"]":"\\\\"},"status":"UP"}},"status":"DOWN"} | 1
			{"components":{"db":{"status":"UP"}}}                                           | 1
			[{"status":"UP"}]                                                               | 1
			{"status                                                                        | 1
			""")
	void outermostStatusDecides(String body, int status) {
		try (TestHttpServer server = new TestHttpServer(TestHttpServer.answering(200, body))) {
			String url = "http://127.0.0.1:%d/".formatted(server.port());
			// a busy machine may need more than the 5 s of the probe
			await().untilAsserted(() -> assertThat(HealthProbe.run(url)).isEqualTo(status));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/none" })
	void responseWithoutAHealthStatusIsNotHealthy(String path) throws Exception {
		assertThat(probe(List.of(), url(path)).status()).isOne();
	}

	@Test
	void gatewayThatCannotBeAskedIsNotHealthyAndTheReasonIsPrinted() throws Exception {
		String url = "http://127.0.0.1:1/";
		assertThat(probe(List.of(), url)).isEqualTo(new End(1, url + ": Connection refused\n"));
		assertThat(probe(List.of(), "no url").status()).isOne();
	}

	/**
	 * The check is cheap because it loads a tenth of the classes of a gateway.
	 */
	@Test
	void onlyTheProbeItselfIsLoadedFromAJar() throws Exception {
		List<String> loaded = probe(List.of("-Xlog:class+load:stdout"), url("/actuator/health/readiness")).printed()
			.lines()
			.filter((line) -> line.contains("[class,load]"))
			.toList();
		assertThat(loaded).hasSizeLessThan(1000)
			.filteredOn((line) -> line.contains("source: file:"))
			.singleElement(InstanceOfAssertFactories.STRING)
			.contains(HealthProbe.class.getName());
	}

	@Test
	void imageRunsTheProbe() throws IOException {
		assertThat(command()).contains(HealthProbe.class.getName()).doesNotContain("-jar");
	}

	/** What the Dockerfile says, without its environment. */
	private static List<String> command() throws IOException {
		Matcher check = CHECK.matcher(Files.readString(Path.of("Dockerfile")));
		assertThat(check.find()).isTrue();
		return Pattern.compile("\"(.*?)\"").matcher(check.group(1)).results().map((word) -> word.group(1)).toList();
	}

	private static String url(String path) {
		return "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + path;
	}

	/**
	 * Run the command of the image with this project's classes, again where the gateway
	 * needs more than the 5 s of the probe on a busy machine.
	 */
	private static End probe(List<String> options, String url) {
		return await().until(() -> probeOnce(options, url), (end) -> !end.printed().contains("timed out"));
	}

	private static End probeOnce(List<String> options, String url) throws Exception {
		List<String> image = command();
		List<String> command = new ArrayList<>(image.subList(0, image.indexOf("java")));
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(options);
		command.addAll(image.subList(image.indexOf("java") + 1, image.size()));
		command.replaceAll((word) -> word.equals("/sluice/sluice.jar") ? classes() : word);
		command.add(url);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new End(process.waitFor(), printed);
	}

	private static String classes() {
		return HealthProbe.class.getProtectionDomain().getCodeSource().getLocation().getPath();
	}

	record End(int status, String printed) {

	}

}
