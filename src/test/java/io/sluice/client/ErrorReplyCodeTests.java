package io.sluice.client;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Error replies of the gateway, and what only looks like one.
 */
class ErrorReplyCodeTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ERR TIMEOUT                                | TIMEOUT
			ERR NO_ROUTE no route matches              | NO_ROUTE
			{"code":"BAD_PAYLOAD","message":"no JSON"} | BAD_PAYLOAD
			""")
	void codesOfTheGatewayAreErrors(String reply, String code) {
		assertThat(ErrorReplyCode.code(bytes(reply))).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ERR PRINTER", "ERR TIMEOUTS", "{\"code\":\"USD\"}", "{}", "ERR", "" })
	void otherRepliesAreNone(String reply) {
		assertThat(ErrorReplyCode.code(bytes(reply))).isNull();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
