package io.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.sluice.cli.CommandProcess.Result;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command line, also as a process of its own, as a shell runs it.
 */
class SluiceCommandTests {

	private static TestGateway gateway;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(SluiceCommandTests.class, ".routes[0].to=echo", ".routes[0].when.starts-with=P",
				"sluice.listeners.hl7.port=0", "sluice.listeners.hl7.framing.type=mllp",
				"sluice.listeners.hl7.routes[0].to=echo");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@Test
	void sendPrintsTheReply() throws Exception {
		assertThat(run("", "send", "--to", to(), "PING")).isEqualTo(new Result(0, "PING\n", ""));
		assertThat(run("PIPED\n", "send", "--to", to())).isEqualTo(new Result(0, "PIPED\n", ""));
		assertThat(CommandRun.run("", "send", "--to", to(), "--hex", "50 49")).isEqualTo(new Result(0, "5049\n", ""));
	}

	@Test
	void sendOnlyConnectsIfAskedTo() {
		assertThat(CommandRun.run("", "send", "--to", to(), "--connect-only")).isEqualTo(new Result(0, "", ""));
		assertThat(CommandRun.run("", "send", "--to", "127.0.0.1:1", "--connect-only"))
			.isEqualTo(new Result(1, "", "cannot connect to 127.0.0.1:1: Connection refused\n"));
	}

	@Test
	void sendReadsAFile() throws IOException {
		Path file = Files.writeString(this.directory.resolve("msg.hl7"), "MSH|^~\\&|\rPID|1\r");
		String hl7 = "127.0.0.1:" + gateway.listener("hl7").getPort();
		assertThat(CommandRun.run("", "send", "--to", hl7, "--framing", "mllp", "--file", file.toString()))
			.isEqualTo(new Result(0, "MSH|^~\\&|\rPID|1\r\n", ""));
	}

	@Test
	void errorReplyIsPrintedAndSeenInTheStatus() throws Exception {
		assertThat(run("", "send", "--to", to(), "x")).isEqualTo(new Result(1, "ERR NO_ROUTE no route matches\n", ""));
	}

	@Test
	void refusedConnectionIsOneLine() {
		assertThat(CommandRun.run("", "send", "--to", "127.0.0.1:1", "x"))
			.isEqualTo(new Result(1, "", "cannot connect to 127.0.0.1:1: connection refused\n"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					send PING                                    | Missing required option: '--to=host:port'
					send --to nowhere PING                       | 'nowhere' is not a host:port such as 127.0.0.1:7070
					send --to 127.0.0.1:1 --framing lines PING   | 'lines' is not one of: line, crlf, nul
					send --to 127.0.0.1:1 --hex xyz              | --hex needs an even number of hexadecimal digits
					send --to 127.0.0.1:1 --file no-such-file    | there is no file 'no-such-file'
					send --to 127.0.0.1:1 --file src             | 'src' is a directory, not a file
					send --to 127.0.0.1:1 --framing fixed PING   | --framing fixed needs the size of every message, such as --size 128B
					send --to 127.0.0.1:1 --max-size 64K PING    | '--max-size': '64K' is not a size from 1 byte to 2147483647, such as 64KB
					send --to 127.0.0.1:1 --max-size 0 PING      | '--max-size': '0' is not a size
					send --to 127.0.0.1:1 --size 3GB PING        | '--size': '3GB' is not a size
					load --to 127.0.0.1:1 --connections 0        | --connections must be at least 1, not 0
					load --to 127.0.0.1:1 --duration soon        | 'soon' is not a duration such as 10s or 250ms
					push --text PING                             | Missing required argument (specify one of these)
					push --identity 860                          | Missing required argument (specify one of these)
					push --identity 860 --text a --hex 00        | are mutually exclusive (specify only one)
					sessions --url nowhere                       | 'nowhere' is not an HTTP URL such as http://127.0.0.1:8080/
					explain PING                                 | Missing required option: '--listener=name'
					explain --listener demo --hex xyz            | --hex needs an even number of hexadecimal digits
					explain --listener demo --url nowhere PING   | 'nowhere' is not an HTTP URL such as http://127.0.0.1:8080/
					health --url nowhere                         | 'nowhere' is not an HTTP URL such as http://127.0.0.1:8080/
					health --url //127.0.0.1/actuator/health     | '//127.0.0.1/actuator/health' is not an HTTP URL
					health --timeout -1s                         | '-1s' is not a duration such as 10s or 250ms
					help nothing                                 | Unknown subcommand 'nothing'
					send --to 127.0.0.1:1 --timeout 5 PING       | '--timeout': '5' has no unit; write a duration such as 5s or 250ms
					load --to 127.0.0.1:1 --duration 10          | '--duration': '10' has no unit; write a duration such as 5s or 250ms
					send --to 127.0.0.1:1 --connect-timeout 1 A  | '--connect-timeout': '1' has no unit
					push --identity a --text b --await 5         | '--await': '5' has no unit
					sessions --every 1                           | '--every': '1' has no unit
					sessions --size 0                            | --size must be from 1 to 1000, not 0
					sessions --size 1001                         | --size must be from 1 to 1000, not 1001
					--hepl                                       | Unknown option: '--hepl'
					--verison                                    | Possible solutions: --version
					-Dserver.port=0                              | Unknown option: '-Dserver.port=0'
					pusch --identity 860                         | Did you mean: sluice push?
					""")
	void wrongUsageFailsWithAnExplanation(String arguments, String message) {
		Result result = CommandRun.run("", StringUtils.delimitedListToStringArray(arguments, " "));
		assertThat(result.status()).isEqualTo(2);
		assertThat(result.err()).contains(message).doesNotContain("\tat ", "Exception");
	}

	@Test
	void loadReportsInJson() {
		Result result = CommandRun.run("", "load", "--to", to(), "--connections", "3", "--duration", "300ms", "--json");
		JsonNode report = JsonMapper.shared().readTree(result.out());
		assertThat(result.status()).isZero();
		assertThat(report.get("connections").asInt()).isEqualTo(3);
		assertThat(report.get("messages").asLong()).isPositive();
		assertThat(report.get("latencyMicros").get("99.99").asDouble()).isPositive();
	}

	@Test
	void loadReportsInWords() {
		Result result = CommandRun.run("", "load", "--to", to(), "--message", "x", "--duration", "300ms");
		assertThat(result.status()).isOne();
		assertThat(result.out()).contains("1 connections opened", "messages/s", "errors:", "NO_ROUTE")
			.as("no latency of replies that did not come")
			.doesNotContain("99.99 %");
		assertThat(CommandRun.run("", "load", "--to", to(), "--duration", "100ms").out()).contains("99.99 %");
	}

	@Test
	void wrongUsageOfAProcessIsSeenInItsStatus() throws Exception {
		Result result = run("", "send", "PING");
		assertThat(result.status()).isEqualTo(2);
		assertThat(result.out()).isEmpty();
		assertThat(result.err()).contains("Missing required option").doesNotContain("\tat ", "Exception");
	}

	@Test
	void processOfACommandDoesNotStartTheGateway() throws Exception {
		Result result = run("", "--version");
		assertThat(result.status()).isZero();
		assertThat(result.out()).startsWith("sluice ");
		assertThat(result.err()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "help", "--help", "--version" })
	void commandsDoNotStartTheGateway(String word) {
		Result result = CommandRun.run("", word);
		assertThat(result.status()).isZero();
		assertThat(result.out()).startsWith(word.equals("--version") ? "sluice " : "Usage: sluice");
		assertThat(result.err()).isEmpty();
	}

	@Test
	void anythingElseStartsTheGateway() {
		assertThat(SluiceCommand.isCommand()).isFalse();
		assertThat(SluiceCommand.isCommand("--server.port=0", "--debug", "--spring.main.lazy-initialization"))
			.isFalse();
		assertThat(SluiceCommand.isCommand("--port=0")).as("a placeholder of a file").isFalse();
		assertThat(SluiceCommand.isCommand("--server.port=0", "send")).as("a command behind a setting").isTrue();
		assertThat(SluiceCommand.isCommand("--hepl")).as("a misspelt option").isTrue();
		assertThat(SluiceCommand.isCommand("--server.port=0", "-Dserver.port=0")).as("an option of the JVM").isTrue();
		assertThat(SluiceCommand.isCommand("send")).isTrue();
		assertThat(SluiceCommand.isCommand("-h")).isTrue();
		assertThat(SluiceCommand.isCommand("pusch")).as("a misspelt command").isTrue();
		assertThat(SluiceCommand.isCommand("explain", "--listener", "demo")).isTrue();
		assertThat(SluiceCommand.isCommand("health", "--timeout", "1s")).isTrue();
	}

	private static String to() {
		return "127.0.0.1:" + gateway.port();
	}

	private Result run(String input, String... arguments) throws IOException, InterruptedException {
		return CommandProcess.run(this.directory, input, arguments);
	}

}
