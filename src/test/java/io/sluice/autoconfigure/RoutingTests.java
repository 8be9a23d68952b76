package io.sluice.autoconfigure;

import java.io.IOException;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which route a message takes.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoutingTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			equals=PING                    | PING     | PINGS
			equals=0x50494e47              | PING     | 0x50494e47
			equals=\\x30x                  | 0x       | 0
			starts-with=MSH                | MSH^~    | MSG^~
			starts-with=0x4d53             | MSH      | M
			ends-with=.                    | the end. | the. end
			ends-with=äö                   | xäö      | xäo
			matches=\\d{3}[a-z]*           | 123abc   | 123ABC
			matches=.*é.*                  | été      | ete
			starts-with=a;ends-with=z      | abcz     | abcy
			starts-with=a;matches=.*b.*    | ab       | b
			equals=                        | ''       | x
			""")
	void messageTakesARouteWhereAllPredicatesHold(String when, String matching, String other) throws IOException {
		try (TestGateway gateway = start(when); TestClient client = gateway.connect()) {
			assertThat(client.request(matching)).isEqualTo("matched");
			assertThat(client.request(other)).isEqualTo(other);
		}
	}

	@Test
	void firstRouteThatMatchesCounts() throws IOException {
		try (TestGateway gateway = TestGateway.start(Matched.class, ".routes[0].to=echo", ".routes[0].name=first",
				".routes[1].to=matched"); TestClient client = gateway.connect()) {
			assertThat(client.request("any")).isEqualTo("any");
			assertThat(gateway.requests("first", "ok")).isOne();
		}
	}

	@Test
	void builtInDiscardTakesEverythingAndAnswersNothing() throws IOException {
		try (TestGateway gateway = TestGateway.start(Matched.class, ".routes[0].to=discard",
				".routes[0].when.starts-with=x", ".routes[1].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.send("x1\nx2\n").request("y")).isEqualTo("y");
			assertThat(gateway.requests("discard", "ok")).isEqualTo(2);
		}
	}

	/**
	 * Alternatives in a group that repeats: java.util.regex recurses at each character.
	 */
	@Test
	void messageTooLongForAnExpressionTakesNoRouteAndLeavesNoStackTrace(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("matches=(a|b)*"); TestClient client = gateway.connect()) {
			assertThat(client.request("abba")).isEqualTo("matched");
			assertThat(client.request("ab".repeat(30_000)))
				.isEqualTo("ERR NO_ROUTE the message is too long to find its route");
			assertThat(client.request("other")).isEqualTo("other");
		}
		assertThat(output.getAll()).doesNotContain("Error", "\tat ");
	}

	private static TestGateway start(String when) {
		String[] predicates = when.split(";", -1);
		String[] properties = new String[predicates.length + 2];
		properties[0] = ".routes[0].to=matched";
		properties[1] = ".routes[1].to=echo";
		for (int i = 0; i < predicates.length; i++) {
			properties[i + 2] = ".routes[0].when." + predicates[i];
		}
		return TestGateway.start(Matched.class, properties);
	}

	static class Matched {

		@TcpHandler("matched")
		String matched() {
			return "matched";
		}

	}

}
