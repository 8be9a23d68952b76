package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that begin with a part of their header, a TPDU of 5 bytes, and what is sent
 * that no handler has made.
 */
class KeptHeaderTests {

	private static final String TPDU = "6000030000";

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(Handlers.class, ".framing.type=length", ".framing.header-size=2",
				".framing.mirror=5", ".framing.max-size=200B", ".greeting=0x60ffffffff4849", ".routes[0].to=short",
				".routes[0].when.starts-with=0x6000030000ff01", ".routes[1].to=fails",
				".routes[1].when.starts-with=0x6000030000ff02", ".routes[2].reply.text=text",
				".routes[2].when.starts-with=0x6000030000ff03", ".routes[3].to=fails", ".routes[3].reply.error={code}",
				".routes[3].when.starts-with=0x6000030000ff04", ".routes[4].to=echo",
				".routes[4].when.starts-with=0x6000030000ff05", ".routes[5].to=short",
				".routes[5].when.starts-with=0x6000030000ff06", ".routes[5].reply.text=text");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			6000030000ff01 | ERR HANDLER_ERROR the reply cannot be sent: 2 bytes
			6000030000ff02 | ERR HANDLER_ERROR
			6000030000ff03 | text
			6000030000ff04 | HANDLER_ERROR
			6000030000ff06 | text
			6000030000     | ERR NO_ROUTE
			""")
	void textIsSentBehindTheHeaderOfItsRequest(String request, String text) throws IOException {
		try (TestClient client = connect()) {
			assertThat(request(client, request)).startsWith(TPDU + hex(text));
		}
	}

	@Test
	void replyOfAHandlerBeginsWithTheHeader() throws IOException {
		try (TestClient client = connect()) {
			assertThat(request(client, "6000030000ff05")).isEqualTo("6000030000ff05");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0004", "ffff" })
	void errorReplyWithoutARequestBeginsWithZeros(String header) throws IOException {
		try (TestClient client = connect()) {
			client.send(HexFormat.of().parseHex(header));
			assertThat(receive(client)).startsWith("0000000000" + hex("ERR "));
		}
	}

	private static TestClient connect() throws IOException {
		TestClient client = gateway.connect();
		assertThat(receive(client)).isEqualTo("60ffffffff4849");
		return client;
	}

	private static String request(TestClient client, String message) throws IOException {
		client.send(HexFormat.of().parseHex("%04x%s".formatted(message.length() / 2, message)));
		return receive(client);
	}

	private static String receive(TestClient client) throws IOException {
		byte[] header = client.read(2);
		return HexFormat.of().formatHex(client.read(((header[0] & 0xff) << 8) | (header[1] & 0xff)));
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
	}

	static class Handlers {

		@TcpHandler("short")
		String tooShort() {
			return "no";
		}

		@TcpHandler("fails")
		String fails() {
			throw new IllegalStateException("not today");
		}

	}

}
