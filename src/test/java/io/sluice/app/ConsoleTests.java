package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.sluice.support.PlainHttp;
import io.sluice.support.PlainHttp.Response;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * How the console is served.
 */
class ConsoleTests {

	private static final Path FILES = Path.of("src/main/resources/sluice-console");

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
			+ "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	/** With its default settings. */
	private static RunningApplication shared;

	@BeforeAll
	static void start() {
		shared = RunningApplication.start();
	}

	@AfterAll
	static void stop() {
		shared.close();
	}

	@Test
	void everyFileIsServedUnderAStrictPolicy() throws IOException {
		try (Stream<Path> files = Files.list(FILES)) {
			PlainHttp http = shared.http();
			List<String> paths = Stream
				.concat(files.map((file) -> "/sluice-console/" + file.getFileName()),
						Stream.of("/", "/sluice-console/uPlot.esm.js", "/sluice-console/uPlot.min.css"))
				.toList();
			assertThat(paths).hasSizeGreaterThan(10).allSatisfy((path) -> assertServed(http, path));
			assertThat(http.get("/sluice-console/console.json").headers()).containsEntry("Cache-Control", "no-store")
				.containsEntry("Content-Security-Policy", POLICY);
		}
	}

	private static void assertServed(PlainHttp http, String path) {
		Response response = http.get(path);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).isNotBlank();
		assertThat(response.headers()).containsEntry("Content-Security-Policy", POLICY)
			.containsEntry("X-Content-Type-Options", "nosniff")
			.containsEntry("Referrer-Policy", "no-referrer")
			.containsEntry("Cache-Control", "no-cache");
		assertThat(response.headers().get("Content-Type")).startsWith(switch (path.replaceAll(".*[./]", "")) {
			case "js" -> "text/javascript;";
			case "css" -> "text/css;";
			case "svg" -> "image/svg+xml;";
			default -> "text/html;";
		});
		Response again = http.get(path, "If-None-Match: " + response.headers().get("ETag"));
		assertThat(again.status()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(again.headers()).containsEntry("Content-Security-Policy", POLICY);
	}

	@Test
	void nothingInItRunsFromWithinThePageOrComesFromElsewhere() throws IOException {
		Pattern inline = Pattern.compile("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:|innerHTML"
				+ "|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|https?://(?!www\\.w3\\.org/2000/svg)");
		try (Stream<Path> files = Files.list(FILES)) {
			assertThat(files).hasSizeGreaterThan(10)
				.allSatisfy((file) -> assertThat(Files.readString(file)).doesNotContainPattern(inline));
		}
	}

	@Test
	void nothingOfItIsThereUnlessItIsEnabled() {
		try (RunningApplication application = RunningApplication.start("--sluice.console.enabled=false")) {
			PlainHttp http = application.http();
			assertThat(List.of("/", "/sluice-console/app.js", "/sluice-console/console.json", "/actuator/history",
					"/sluice-console/uPlot.esm.js", "/webjars/uplot/package.json"))
				.allSatisfy((path) -> assertThat(http.get(path).status()).as(path).isEqualTo(404));
			assertThat(application.context().getBeanDefinitionNames())
				.noneMatch((name) -> name.contains("Console") || name.startsWith("sluiceHistory"));
			assertThat(http.get("/actuator/sluice").status()).isEqualTo(200);
		}
	}

	@Test
	void pathThatNamesNoFileHasNone() {
		PlainHttp http = shared.http();
		assertThat(List.of("/sluice-console/", "/sluice-console/sluice.yml", "/sluice-console/../sluice.yml",
				"/sluice-console/%2e%2e/sluice.yml", "/sluice-console/..%2fsluice.yml", "/sluice-console/app.js/",
				"/app.js", "/index.html", "/console.json", "/webjars/uplot/1.6.30/package.json"))
			.allSatisfy((path) -> assertThat(http.get(path).status()).as(path).isIn(400, 404));
		assertThat(http.send("POST", "/", "{}").status()).isIn(400, 405);
		assertThat(http.send("PUT", "/sluice-console/app.js", "{}").status()).isIn(400, 405);
	}

	@Test
	void pageIsToldTheDefaultEndpoints() {
		assertEndpoints(shared.http(), "/", "/actuator");
	}

	@ParameterizedTest
	@CsvSource({ "--management.endpoints.web.base-path=/ops,/,/ops",
			"--server.servlet.context-path=/gateway,/gateway/,/gateway/actuator",
			"--spring.mvc.servlet.path=/mvc,/,/mvc/actuator" })
	void pageIsToldWhereTheEndpointsAre(String setting, String root, String base) {
		try (RunningApplication application = RunningApplication.start(setting)) {
			assertEndpoints(application.http(), root, base);
		}
	}

	@ParameterizedTest
	@CsvSource({ "'',/,/actuator", "--management.server.base-path=/manage,/manage/,/manage/actuator",
			"--management.endpoints.web.base-path=/,/,''" })
	void consoleIsOnThePortThatServesActuator(String setting, String root, String base) {
		try (RunningApplication application = RunningApplication.start("--management.server.port=0",
				"--management.server.address=127.0.0.1", setting)) {
			assertEndpoints(application.management(), root, base);
			assertThat(application.http().get("/").status()).isEqualTo(404);
			assertThat(application.http().get("/sluice-console/app.js").status()).isEqualTo(404);
		}
	}

	private static void assertEndpoints(PlainHttp http, String root, String base) {
		assertThat(http.get(root).body()).contains("sluice-console/app.js");
		JsonNode told = http.get(root + "sluice-console/console.json").json(200);
		assertThat(told.at("/charts").asBoolean()).isTrue();
		assertThat(told.at("/endpoints").propertyNames()).contains("sluice", "connections", "history", "health",
				"metrics");
		for (String id : List.of("sluice", "connections", "history", "health", "metrics")) {
			String path = told.at("/endpoints/" + id + "/path").asString();
			assertThat(path).isEqualTo(base + "/" + id);
			http.get(path).json(200);
		}
	}

	@Test
	void pageIsToldWhatMayBeWritten() {
		try (RunningApplication application = RunningApplication.start(
				"--management.endpoint.sluice.access=unrestricted",
				"--management.endpoints.web.exposure.exclude=connections")) {
			JsonNode told = application.http().get("/sluice-console/console.json").json(200).at("/endpoints");
			assertThat(told.at("/sluice/writable").asBoolean()).isTrue();
			assertThat(told.at("/history/writable").asBoolean(true)).isFalse();
			assertThat(told.has("connections")).isFalse();
		}
	}

	@Test
	void readOnlyForAllLeavesNothingToBeWritten() {
		try (RunningApplication application = RunningApplication.start(
				"--management.endpoint.sluice.access=unrestricted",
				"--management.endpoints.access.max-permitted=read-only")) {
			JsonNode told = application.http().get("/sluice-console/console.json").json(200);
			assertThat(told.at("/endpoints/sluice/writable").asBoolean(true)).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "localhost:8080", "*.example.com", "a b" })
	void allowedHostThatIsNoneFailsTheStart(String host) {
		assertThatThrownBy(() -> TestGateway
			.start(ConsoleTests.class, "sluice.console.allowed-hosts[0]=localhost",
					"sluice.console.allowed-hosts[1]=" + host)
			.close()).rootCause()
			.hasMessageContainingAll("sluice.console.allowed-hosts[1]", host, "gateway.example.com");
	}

}
