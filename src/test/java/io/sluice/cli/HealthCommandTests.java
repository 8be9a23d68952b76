package io.sluice.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.sluice.cli.CommandProcess.Result;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command that a container's health check runs.
 */
@EnableAutoConfiguration
class HealthCommandTests {

	private static ConfigurableApplicationContext gateway;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		gateway = TestGateway.startWithEndpoints(HealthCommandTests.class, ".routes[0].to=echo",
				"management.endpoint.health.probes.enabled=true",
				"management.endpoint.health.group.readiness.include=readinessState,sluice");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void gatewayThatServesIsUpAndOneThatDoesNotIsNot() {
		assertThat(health("/actuator/health/readiness")).isEqualTo(new Result(0, "UP\n", ""));
		SluiceServerConnectionFactory listener = gateway.getBean("sluice.test.connections",
				SluiceServerConnectionFactory.class);
		listener.stop();
		try {
			assertThat(health("/actuator/health/readiness"))
				.isEqualTo(new Result(1, "", url("/actuator/health/readiness") + " is DOWN\n"));
			assertThat(health("/actuator/health/liveness").status()).isZero();
		}
		finally {
			listener.start();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/actuator, 200", "/actuator/none, 404" })
	void responseWithoutAHealthStatusIsNotUp(String path, int status) {
		assertThat(health(path)).isEqualTo(
				new Result(1, "", "%s returned HTTP %d instead of a health status\n".formatted(url(path), status)));
	}

	@Test
	void portThatNobodyListensOnIsOneLine() {
		String url = "http://127.0.0.1:1/actuator/health";
		assertThat(run("--url", url))
			.isEqualTo(new Result(1, "", "the request to " + url + " failed: cannot connect\n"));
	}

	@Test
	void serverThatDoesNotAnswerIsGivenUp() throws IOException {
		// the kernel completes the connection, and nobody takes it
		try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:" + mute.getLocalPort() + "/";
			assertThat(run("--url", url, "--timeout", "300ms"))
				.isEqualTo(new Result(1, "", url + " did not answer within 300 ms\n"));
		}
	}

	@Test
	void processEndsWithTheStatusOfTheGateway() throws Exception {
		assertThat(CommandProcess.run(this.directory, "", "health", "--url", url("/actuator/health/readiness")))
			.isEqualTo(new Result(0, "UP\n", ""));
	}

	private static Result health(String path) {
		return run("--url", url(path));
	}

	private static String url(String path) {
		return "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + path;
	}

	private static Result run(String... options) {
		return CommandRun.run("", Stream.concat(Stream.of("health"), Stream.of(options)).toArray(String[]::new));
	}

}
