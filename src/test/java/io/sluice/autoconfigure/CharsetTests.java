package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.support.LogWatch;
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
 * Text that a listener's charset lacks, and bytes that are no text in it: neither is
 * altered in silence.
 */
@ExtendWith(OutputCaptureExtension.class)
class CharsetTests {

	@ParameterizedTest
	@CsvSource({ "US-ASCII,gr\u00fcn,U+00FC", "ISO-8859-1,1 \u20ac,U+20AC", "UTF-8,half a pair \ud83d,U+D83D" })
	void replyWithACharacterThatTheCharsetLacksIsAnError(String charset, String reply, String character,
			CapturedOutput output) throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".charset=" + charset, ".routes[0].to=answer");
				TestClient client = gateway.connect()) {
			gateway.context().getBean(Texts.class).reply = reply;
			String refusal = "the reply cannot be sent: the charset %s has no character %s".formatted(charset,
					character);
			assertThat(client.request("")).isEqualTo("ERR HANDLER_ERROR " + refusal);
			gateway.context().getBean(Texts.class).reply = "fits?";
			assertThat(client.request("")).isEqualTo("fits?");
			assertThat(gateway.requests("answer", "handler_error")).isOne();
			assertThat(output).containsOnlyOnce("the reply of route 'answer' cannot be sent: the charset " + charset)
				.doesNotContain("\tat ");
		}
	}

	@ParameterizedTest
	@CsvSource({ "UTF-8,ff", "UTF-8,61c3", "UTF-8,eda080", "UTF-8,c080", "US-ASCII,fc", "windows-1252,81",
			"Shift_JIS,80" })
	void payloadThatIsNoTextIsNotReadAsText(String charset, String payload) throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".charset=" + charset, ".routes[0].when.ends-with=!",
				".routes[0].to=bytes", ".routes[1].when.matches=.*", ".routes[1].to=text");
				TestClient client = gateway.connect();
				LogWatch log = LogWatch.begin()) {
			client.send(HexFormat.of().parseHex(payload + "0a"));
			assertThat(client.readLine()).isEqualTo("ERR BAD_PAYLOAD the payload is not text in " + charset);
			assertThat(client.request("text")).isEqualTo("4");
			client.send(HexFormat.of().parseHex(payload + "210a"));
			assertThat(client.readLine()).isEqualTo(payload + "21");
			log.assertQuiet("payloads that are no text");
		}
	}

	@Test
	void replacementCharacterItselfIsText() throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".routes[0].to=text");
				TestClient client = gateway.connect()) {
			assertThat(client.request("a\ufffdb")).isEqualTo("3");
		}
	}

	@ParameterizedTest
	@CsvSource({ "ff", "c3", "c080", "eda080", "f4908080" })
	void jsonThatIsNotUtf8IsNotRead(String bytes) throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".routes[0].to=json");
				TestClient client = gateway.connect()) {
			client.send("{\"name\":\"").send(HexFormat.of().parseHex(bytes)).send("\"}\n");
			assertThat(client.readLine()).isEqualTo("ERR BAD_PAYLOAD the payload is not text in UTF-8");
			assertThat(client.request("{\"name\":\"gr\u00fcn \ud83d\ude00\"}")).isEqualTo("gr\u00fcn \ud83d\ude00");
		}
	}

	@Test
	void errorReplyLeavesWhateverItsMessage() throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".charset=US-ASCII", ".framing.type=delimiter",
				".framing.delimiter=;\\n", ".routes[0].to=fail"); TestClient client = gateway.connect()) {
			client.send("gr\u00fcn;\n");
			assertThat(client.readLine()).isEqualTo("ERR BAD_PAYLOAD no such colour: gr??n;");
			client.send("x".repeat(65_530) + ";\n");
			assertThat(client.readLine()).isEqualTo("ERR BAD_PAYLOAD ;");
			client.send("red;\n");
			assertThat(client.readLine()).isEqualTo("ERR BAD_PAYLOAD no such colour: red;");
		}
	}

	@Test
	void errorReplyInJsonIsUtf8InAnyCharset() throws IOException {
		try (TestGateway gateway = TestGateway.start(Texts.class, ".charset=ISO-8859-1", ".framing.type=json",
				".routes[0].to=fail"); TestClient client = gateway.connect()) {
			client.send("[\"gr\u00fcn\"]".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(client.readLine())
				.isEqualTo("{\"code\":\"BAD_PAYLOAD\",\"message\":\"no such colour: [\\\"gr\\u00fcn\\\"]\"}");
		}
	}

	static class Texts {

		volatile String reply = "";

		@TcpHandler("answer")
		String answer() {
			return this.reply;
		}

		@TcpHandler("text")
		String text(String payload) {
			return Integer.toString(payload.length());
		}

		@TcpHandler("bytes")
		String bytes(byte[] payload) {
			return HexFormat.of().formatHex(payload);
		}

		@TcpHandler("json")
		String json(Named payload) {
			return payload.name();
		}

		@TcpHandler("fail")
		String fail(byte[] payload) {
			throw new TcpHandlerException(io.sluice.ErrorCode.BAD_PAYLOAD,
					"no such colour: " + new String(payload, StandardCharsets.ISO_8859_1));
		}

		record Named(String name) {

		}

	}

}
