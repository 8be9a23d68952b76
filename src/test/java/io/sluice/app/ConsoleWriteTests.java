package io.sluice.app;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.support.PlainHttp;
import io.sluice.support.PlainHttp.Response;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page from another origin must not write, whatever port and path it finds.
 */
class ConsoleWriteTests {

	private static final String[] WRITABLE = { "--management.endpoint.sluice.access=unrestricted",
			"--management.endpoint.connections.access=unrestricted" };

	private static final String SUSPEND = "{\"action\":\"suspend\"}";

	private static final String SEND = "{\"action\":\"send\",\"message\":\"PING\"}";

	static Stream<Arguments> settings() {
		return Stream
			.of("--sluice.console.enabled=true", "--sluice.console.enabled=false",
					"--management.endpoints.web.base-path=/", "--management.endpoints.web.path-mapping.sluice=gateway",
					"--management.server.base-path=/manage")
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("settings")
	void everyWriteOfAForeignPageIsRefused(String setting) throws IOException {
		boolean elsewhere = setting.contains("base-path");
		try (RunningApplication application = start(setting,
				elsewhere ? "--management.server.port=0" : "--server.address=127.0.0.1");
				TestClient client = application.connect()) {
			client.request("PING");
			PlainHttp http = elsewhere ? application.management() : application.http();
			String base = setting.contains("web.base-path") ? ""
					: setting.contains("/manage") ? "/manage/actuator" : "/actuator";
			String sluice = base + (setting.contains("path-mapping") ? "/gateway" : "/sluice");
			String id = http.get(base + "/connections").json(200).at("/connections/0/id").asString();
			for (String[] headers : foreign(http.port())) {
				assertRefused(http.send("DELETE", base + "/connections/" + id, "", headers));
				assertRefused(http.send("POST", sluice + "/demo", SUSPEND, headers));
				assertRefused(http.send("POST", sluice + "/d%65mo;x=y", SUSPEND, headers));
				assertRefused(http.send("POST", sluice + "/demo", SEND, headers));
				assertRefused(http.send("POST", sluice + "/upstreams/core", SUSPEND, headers));
			}
			assertThat(client.request("still there")).isEqualTo("still there");
			assertThat(http.get(sluice + "/demo").json(200).at("/state").asString()).isEqualTo("listening");
		}
	}

	private static List<String[]> foreign(int port) {
		String host = "Host: localhost:" + port;
		return List.of(new String[] { "Host: rebound.example:" + port },
				new String[] { "Host: rebound.example:" + port, "Origin: http://rebound.example:" + port },
				new String[] { host, "Origin: http://evil.example" }, new String[] { host, "Origin: null" },
				new String[] { host, "Origin: http://localhost:" + (port + 1) },
				new String[] { host, "Sec-Fetch-Site: cross-site" },
				new String[] { host, "Origin: http://localhost:" + port, "Sec-Fetch-Site: same-site" });
	}

	private static void assertRefused(Response response) {
		assertThat(response.json(403).at("/message").asString()).matches("'(Host|Origin|Sec-Fetch-Site)' is '.+': .+");
	}

	@Test
	void pageOfTheGatewayItselfMayWrite() throws IOException {
		try (RunningApplication application = start(); TestClient client = application.connect()) {
			client.request("PING");
			PlainHttp http = application.http();
			String id = http.get("/actuator/connections").json(200).at("/connections/0/id").asString();
			String[] own = { "Host: localhost:" + http.port(), "Origin: http://localhost:" + http.port(),
					"Sec-Fetch-Site: same-origin" };
			assertThat(http.send("POST", "/actuator/sluice/demo", SEND, own).json(200).at("/reply").asString())
				.isEqualTo("PONG");
			assertThat(http.send("DELETE", "/actuator/connections/" + id, "", own).status()).isEqualTo(204);
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@Test
	void nameOfTheGatewayIsAllowedByItsKeyAlone() {
		try (RunningApplication application = start("--sluice.console.allowed-hosts=gateway.example.com")) {
			PlainHttp http = application.http();
			assertThat(http
				.send("POST", "/actuator/sluice/demo", SEND, "Host: gateway.example.com",
						"Origin: https://gateway.example.com")
				.status()).isEqualTo(200);
			assertThat(http.send("POST", "/actuator/sluice/demo", SEND, "Host: 192.0.2.9:8080").status())
				.isEqualTo(200);
			assertThat(http.send("POST", "/actuator/sluice/demo", SEND, "Host: localhost")
				.json(403)
				.at("/message")
				.asString()).contains("'sluice.console.allowed-hosts' only (gateway.example.com)");
		}
	}

	/**
	 * What a form of another page can send, without asking first.
	 */
	@Test
	void bodyThatIsNoJsonIsNotTaken() {
		try (RunningApplication application = start()) {
			Response response = application.http()
				.send("POST", "/actuator/sluice/demo", "", "Content-Type: text/plain", "Content-Length: 0");
			assertThat(response.status()).isEqualTo(415);
			assertThat(response.body()).contains("The header 'Content-Type: application/json' is missing");
		}
	}

	private static RunningApplication start(String... args) {
		return RunningApplication.start(Stream.concat(Stream.of(WRITABLE), Stream.of(args)).toArray(String[]::new));
	}

}
