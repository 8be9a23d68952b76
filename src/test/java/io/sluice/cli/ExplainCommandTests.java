package io.sluice.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.cli.CommandProcess.Result;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command that asks a gateway for the route of a message.
 */
@EnableAutoConfiguration
class ExplainCommandTests {

	private static ConfigurableApplicationContext gateway;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		gateway = start("unrestricted");
	}

	private static ConfigurableApplicationContext start(String access) {
		return TestGateway.startWithEndpoints(ExplainCommandTests.class, ".routes[0].name=inside",
				".routes[0].when.peer=10.1.0.0/16", ".routes[0].to=discard", ".routes[1].when.starts-with=P",
				".routes[1].to=echo", "management.endpoints.web.exposure.include=sluice",
				"management.endpoint.sluice.access=" + access);
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void routeOfAMessageIsPrintedWithThoseThatDoNotMatch() {
		assertThat(explain("", "PING")).isEqualTo(new Result(0, """
				frame 1: "PING"
				  inside does not match: not peer in [10.1.0.0/16]
				  echo matches, its target is echo
				""", ""));
		assertThat(explain("PING\n", "--peer", "10.1.0.7")).isEqualTo(new Result(0, """
				frame 1: "PING"
				  inside matches, its target is discard
				""", ""));
	}

	@Test
	void messageWithoutARouteIsSeenInTheStatus() {
		assertThat(explain("", "--hex", "00 ff")).isEqualTo(new Result(1, """
				frame 1: 0x00ff
				  inside does not match: not peer in [10.1.0.0/16]
				  echo does not match: not starts-with "P"
				  NO_ROUTE no route matches
				""", ""));
	}

	@Test
	void framedBytesAreCutAsTheListenerDoes() throws IOException {
		Path file = Files.writeString(this.directory.resolve("bytes"), "PING\r\nP\tQ\nPI\r");
		Result result = explain("", "--framed", "--peer", "10.1.0.7", "--file", file.toString());
		assertThat(result).isEqualTo(new Result(1, """
				frame 1: "PING"
				  inside matches, its target is discard
				frame 2: "P\\tQ"
				  inside matches, its target is discard
				rest: "PI\\r", which is not a complete frame
				""", ""));
		assertThat(explain("PING\n", "--framed").status()).isZero();
		assertThat(explain("x".repeat(70_000), "--framed").out())
			.isEqualTo("no frame: FRAME_TOO_LARGE the message exceeds the maximum of 65536 bytes\n");
		assertThat(explain("", "--framed")).isEqualTo(new Result(1, "no frame\n", ""));
	}

	@Test
	void answerIsPrintedInJson() {
		Result result = explain("", "--json", "PING");
		assertThat(result.status()).isZero();
		assertThat(JsonMapper.shared().readTree(result.out()).at("/frames/0/route").asString()).isEqualTo("echo");
	}

	@Test
	void refusalOfTheGatewayIsOneLine() {
		String url = url("/actuator/sluice");
		assertThat(run("", "--listener", "owl", "--url", url, "PING"))
			.isEqualTo(new Result(1, "", url + "/explain refused: There is no listener 'owl'; known are: test\n"));
		assertThat(explain("", "--peer", "owl", "PING").err()).contains("'peer' is 'owl': it must be an IP address");
		assertThat(run("", "--listener", "test", "--url", url("/none"), "PING"))
			.isEqualTo(new Result(1, "", url("/none") + "/explain returned HTTP 404 instead of an explanation\n"));
	}

	@Test
	void gatewayWithoutWriteAccessSaysWhatItNeeds() {
		try (ConfigurableApplicationContext readable = start("read-only")) {
			String url = "http://127.0.0.1:%s/actuator/sluice"
				.formatted(readable.getEnvironment().getProperty("local.server.port"));
			assertThat(run("", "--listener", "test", "--url", url, "PING")).isEqualTo(new Result(1, "", url
					+ "/explain refused: The endpoint is read-only; writes need 'management.endpoint.sluice.access: unrestricted'\n"));
		}
	}

	@Test
	void gatewayThatDoesNotAnswerIsGivenUp() throws IOException {
		assertThat(run("", "--listener", "test", "--url", "http://127.0.0.1:1/sluice", "PING"))
			.isEqualTo(new Result(1, "", "the request to http://127.0.0.1:1/sluice/explain failed: cannot connect\n"));
		// the kernel completes the connection, and nobody takes it
		try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:" + mute.getLocalPort();
			assertThat(run("", "--listener", "test", "--url", url, "--timeout", "300ms", "PING"))
				.isEqualTo(new Result(1, "", url + "/explain did not answer within 300 ms\n"));
		}
	}

	@Test
	void processPrintsTheRoute() throws Exception {
		Result result = CommandProcess.run(this.directory, "PING\n", "explain", "--listener", "test", "--url",
				url("/actuator/sluice"));
		assertThat(result.status()).isZero();
		assertThat(result.out()).startsWith("frame 1: \"PING\"\n").endsWith("  echo matches, its target is echo\n");
		assertThat(result.err()).isEmpty();
	}

	private static Result explain(String input, String... options) {
		List<String> arguments = new ArrayList<>(List.of("--listener", "test", "--url", url("/actuator/sluice")));
		arguments.addAll(List.of(options));
		return run(input, arguments.toArray(String[]::new));
	}

	private static String url(String path) {
		return "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port") + path;
	}

	private static Result run(String input, String... options) {
		List<String> arguments = new ArrayList<>(List.of("explain"));
		arguments.addAll(List.of(options));
		return CommandRun.run(input, arguments.toArray(String[]::new));
	}

}
