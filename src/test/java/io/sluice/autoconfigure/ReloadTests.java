package io.sluice.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.sluice.TcpHandler;
import io.sluice.reload.ConfigurationReload;
import io.sluice.reload.ReloadReport;
import io.sluice.reload.ReloadResult;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.QueueChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Routes and limits that change while the gateway runs, or are refused.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadTests {

	private static final String TWO_ROUTES = """
			routes:
			  - { name: one, when: { equals: a }, reply: { text: "first" } }
			  - { name: two, to: upper }
			""";

	@TempDir
	private Path directory;

	private ReloadedGateway start(String yaml) throws Exception {
		return ReloadedGateway.start(this.directory.resolve("sluice.yml"), Handlers.class, yaml);
	}

	@Test
	void openConnectionsTakeTheNewRoutes() throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES); TestClient client = gateway.connect()) {
			assertThat(client.request("a")).isEqualTo("first");
			assertThat(client.request("b")).isEqualTo("B");
			ReloadReport report = gateway.apply("""
					routes:
					  - { name: one, when: { equals: b }, reply: { text: "second" } }
					  - { name: turn, to: reverse }
					""");
			assertThat(report.changed().routes()).containsExactly("test");
			assertThat(report.changed().limits()).isEmpty();
			assertThat(report.restart()).isEmpty();
			assertThat(client.request("b")).isEqualTo("second");
			assertThat(client.request("abc")).isEqualTo("cba");
			assertThat(gateway.gateway().requests("turn", "ok")).isOne();
		}
	}

	@Test
	void unchangedFilesChangeNothing() throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES)) {
			ReloadReport report = gateway.apply(TWO_ROUTES);
			assertThat(report.changed()).isEqualTo(new ReloadReport.Changed(List.of(),
					new ReloadReport.Upstreams(List.of(), List.of(), List.of()), List.of()));
			assertThat(report.restart()).isEmpty();
		}
	}

	/** What the file is, the key in the message, and the remedy in it. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			routes: [ { to: nowhere } ]                              | routes[0].to       | must name a handler
			routes: [ { to: reverse }, { too: upper } ]              | routes[1].too      | Did you mean
			routes: [ { to: reverse, when: { regex: "(" } } ]        | routes[0].when     | regex
			routes: [ { to: "http://127.0.0.1:9/x" }, { to: nix } ]  | routes[1].to       | must name a handler
			limits: { max-connections: -1 }                          | limits.max-connections | from 0 to
			limits: { max-connections: many }                        | limits.max-connections | a whole number
			access: { deny: [ "10.0.0.0/99" ] }                      | access.deny[0] | 10.0.0.0/99
			framing: { digits: 3 }                                   | framing.digits     | has no such option
			routes: [ { to: reverse }                                |                    | is not valid YAML in line
			correlate: { by: key }                                   | correlate.extract  | is not set
			correlate: { extract: [ { text: "0..1" } ] }             | correlate.by       | need 'by: key'
			""")
	void anInvalidFileIsRefusedAsAWhole(String yaml, String key, String remedy, CapturedOutput output)
			throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES); TestClient client = gateway.connect()) {
			Set<String> beans = Set.of(gateway.gateway().context().getBeanDefinitionNames());
			String message = gateway.refuse(yaml.startsWith("routes") ? yaml : yaml + "\n" + TWO_ROUTES);
			assertThat(message).contains((key != null) ? key : "").contains(remedy);
			assertThat(output.getAll().lines().filter((line) -> line.contains("not reloaded"))).hasSize(1);
			assertThat(client.request("a")).isEqualTo("first");
			assertThat(client.request("b")).isEqualTo("B");
			assertThat(Set.of(gateway.gateway().context().getBeanDefinitionNames())).isEqualTo(beans);
			assertThat(gateway.gateway().meter("sluice.reloads", "outcome", "refused")).isEqualTo(1);
			assertThat(gateway.apply(TWO_ROUTES).changed().routes()).isEmpty();
		}
	}

	@Test
	void theMessageIsThatOfAStart(CapturedOutput output) throws Exception {
		String bad = "routes: [ { to: reverse, whem: { equals: a } } ]";
		try (ReloadedGateway gateway = start(TWO_ROUTES)) {
			String message = gateway.refuse(bad);
			try {
				start(bad).close();
			}
			catch (RuntimeException ex) {
				String printed = output.getAll();
				assertThat(message.split("(?<=\\)\\.) ")).allMatch(printed::contains);
				return;
			}
		}
		throw new AssertionError("the start did not fail");
	}

	@Test
	void whatNeedsARestartIsNamedAndTheRestIsApplied(CapturedOutput output) throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES); TestClient client = gateway.connect()) {
			String yaml = """
					sluice:
					  shutdown: { timeout: 7s }
					  listeners:
					    test:
					      port: 1
					      address: 127.0.0.1
					      framing: { type: crlf }
					      request-timeout: 9s
					      routes:
					        - { name: one, to: reverse }
					    other: { port: 2, routes: [ { to: reverse } ] }
					""";
			for (int i = 0; i < 2; i++) {
				ReloadReport report = gateway.apply(yaml);
				assertThat(report.changed().routes()).hasSize(1 - i);
				assertThat(report.restart()).containsExactly("sluice.shutdown.timeout", "sluice.listeners.other",
						"sluice.listeners.test.port", "sluice.listeners.test.request-timeout",
						"sluice.listeners.test.framing.type");
			}
			assertThat(client.request("abc")).isEqualTo("cba");
			assertThat(output.getAll().lines().filter((line) -> line.contains("restart the application"))).hasSize(1);
		}
	}

	@Test
	void limitsHoldForOpenConnections() throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES);
				TestClient client = gateway.connect();
				TestClient other = gateway.connect()) {
			assertThat(client.request("b")).isEqualTo("B");
			ReloadReport report = gateway
				.apply("limits: { requests-per-second: 1, max-connections: 1 }\n" + TWO_ROUTES);
			assertThat(report.changed().routes()).isEmpty();
			assertThat(report.changed().limits()).containsExactly("sluice.listeners.test.limits.max-connections",
					"sluice.listeners.test.limits.requests-per-second");
			assertThat(gateway.gateway().meter("sluice.connections.max")).isEqualTo(1);
			client.send("b\nb\nb\nb\nb\n");
			assertThat(client.readLine()).isEqualTo("B");
			assertThat(List.of(client.readLine(), client.readLine(), client.readLine(), client.readLine()))
				.anyMatch((reply) -> reply.startsWith("ERR RATE_LIMITED"));
			// below the new limit, both stay open
			assertThat(other.request("b")).isEqualTo("B");
			gateway.apply(TWO_ROUTES);
			client.send("b\nb\nb\n");
			assertThat(List.of(client.readLine(), client.readLine(), client.readLine())).containsOnly("B");
		}
	}

	@Test
	void addressesAreDeniedFromNowOn() throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES); TestClient client = gateway.connect()) {
			assertThat(client.request("b")).isEqualTo("B");
			gateway.apply("access: { deny: [ 127.0.0.0/8 ] }\n" + TWO_ROUTES);
			assertThat(client.request("b")).isEqualTo("B");
			try (TestClient denied = gateway.connect()) {
				denied.awaitClosed();
			}
		}
	}

	@Test
	void aRouteThatStaysTheSameKeepsItsCircuitBreaker() throws Exception {
		String guarded = "  - { name: frail, when: { equals: x }, to: fail, circuit-breaker: { window: 1, failure-rate: 100, open-for: 1h } }\n";
		try (ReloadedGateway gateway = start("routes:\n" + guarded + "  - { to: upper }\n");
				TestClient client = gateway.connect()) {
			assertThat(client.request("x")).startsWith("ERR HANDLER_ERROR");
			assertThat(client.request("x")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			gateway.apply("routes:\n  - { name: new, when: { equals: y }, to: reverse }\n" + guarded);
			assertThat(client.request("x")).startsWith("ERR UPSTREAM_UNAVAILABLE");
			gateway.apply("routes:\n" + guarded.replace("1h", "2h"));
			assertThat(client.request("x")).startsWith("ERR HANDLER_ERROR");
		}
	}

	@Test
	void aListenerThatCannotCountRequestsRefusesTheirLimit() throws Exception {
		try (ReloadedGateway gateway = start(TWO_ROUTES)) {
			assertThat(gateway.refuse("""
					limits: { max-requests-in-flight: 5 }
					routes: [ { to: later, reply: none } ]
					""")).contains("max-requests-in-flight", "later");
			assertThat(gateway.apply(TWO_ROUTES).changed().limits()).isEmpty();
		}
	}

	@Test
	void noReloadBeginsWhenTheApplicationHasStopped() throws Exception {
		ReloadedGateway gateway = start(TWO_ROUTES);
		ConfigurationReload reload = gateway.gateway().context().getBean(ConfigurationReload.class);
		gateway.close();
		assertThat(reload.reload("a test")).isEqualTo(new ReloadResult.Unavailable("the application stops"));
	}

	static class Handlers {

		@TcpHandler("upper")
		String upper(String text) {
			return text.toUpperCase(Locale.ROOT);
		}

		@TcpHandler("reverse")
		String reverse(String text) {
			return new StringBuilder(text).reverse().toString();
		}

		@TcpHandler("fail")
		String fail(String text) {
			throw new IllegalStateException("broken");
		}

		@Bean
		QueueChannel later() {
			return new QueueChannel();
		}

	}

}
