package io.sluice.app;

import java.util.stream.Stream;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.sluice.support.PlainHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A web page whose name was made to resolve to this machine must not read what the
 * gateway knows of its clients, whatever port and path it finds.
 */
class ConsoleReadTests {

	private static final String REBOUND = "Host: rebound.example:8080";

	static Stream<Arguments> settings() {
		return Stream
			.of("--sluice.console.enabled=true", "--sluice.console.enabled=false",
					"--management.endpoints.web.base-path=/", "--management.server.base-path=/manage")
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("settings")
	void whatTheGatewayKnowsIsReadUnderItsOwnNamesOnly(String setting) {
		boolean elsewhere = setting.contains("base-path");
		try (RunningApplication application = RunningApplication.start(setting,
				elsewhere ? "--management.server.port=0" : "--server.address=127.0.0.1")) {
			PlainHttp http = elsewhere ? application.management() : application.http();
			String base = setting.contains("web.base-path") ? ""
					: setting.contains("/manage") ? "/manage/actuator" : "/actuator";
			assertOwnNamesOnly(http, base + "/sluice", base + "/sluice/demo", base + "/sluice/d%65mo;x=y",
					base + "/connections", base + "/connections/x", base + "/virtualthreads");
			if (!setting.endsWith("enabled=false")) {
				String console = setting.contains("/manage") ? "/manage" : "";
				assertOwnNamesOnly(http, base + "/history", console + "/", console + "/sluice-console/app.js",
						console + "/sluice-console/console.json");
			}
			for (String open : new String[] { "/health", "/health/readiness", "/prometheus", "/metrics" }) {
				assertThat(http.get(base + open, REBOUND).status()).as(open).isEqualTo(200);
			}
		}
	}

	private static void assertOwnNamesOnly(PlainHttp http, String... paths) {
		for (String path : paths) {
			PlainHttp.Response refused = http.get(path, REBOUND);
			assertThat(refused.status()).as(path).isEqualTo(403);
			assertThat(refused.body()).contains("'rebound.example:8080'", "'sluice.console.allowed-hosts'");
			for (String own : new String[] { "localhost", "10.1.2.3:8080", "[2001:db8::7]:8080" }) {
				assertThat(http.get(path, "Host: " + own).status()).as(path + " of " + own).isIn(200, 404);
			}
		}
	}

	@Test
	void nameOfAServiceIsAllowedByItsKey() {
		try (RunningApplication application = RunningApplication
			.start("--sluice.console.allowed-hosts=sluice-metrics.gateways.svc")) {
			assertThat(application.http().get("/actuator/sluice", "Host: sluice-metrics.gateways.svc:8080").status())
				.isEqualTo(200);
		}
	}

	@Test
	void whatACacheHasIsRefusedToo() {
		try (RunningApplication application = RunningApplication
			.start("--management.endpoint.sluice.cache.time-to-live=10m")) {
			PlainHttp http = application.http();
			assertThat(http.get("/actuator/sluice").status()).isEqualTo(200);
			assertThat(http.get("/actuator/sluice", REBOUND).status()).isEqualTo(403);
			assertThat(http.get("/actuator/sluice").status()).isEqualTo(200);
		}
	}

	/**
	 * No browser speaks JMX.
	 */
	@Test
	void operationOfJmxIsNoBrowsers() throws Exception {
		try (RunningApplication application = RunningApplication.start("--spring.jmx.enabled=true",
				"--management.endpoints.jmx.exposure.include=sluice",
				"--management.endpoint.sluice.access=unrestricted")) {
			MBeanServer server = application.context().getBean(MBeanServer.class);
			ObjectName name = server
				.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Sluice,*"), null)
				.iterator()
				.next();
			assertThat(server.invoke(name, "all", new Object[0], new String[0])).asString().contains("demo");
		}
	}

}
