package io.sluice.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.PlainHttp.Response;
import io.sluice.support.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message that an operator has sent to a listener.
 */
@ExtendWith(OutputCaptureExtension.class)
class TestMessageTests {

	@Test
	void replyIsShownAndTheLogTellsWhoAsked(CapturedOutput output) {
		try (RunningApplication application = start("--logging.level.io.sluice.actuate=info")) {
			JsonNode answer = send(application, "PING", false).json(200);
			assertThat(answer.at("/reply").asString()).isEqualTo("PONG");
			assertThat(answer.at("/bytes").asInt()).isEqualTo(4);
			assertThat(answer.at("/millis").asDouble()).isPositive();
			assertThat(send(application, "grüße <b>\"\\", false).json(200).at("/reply").asString())
				.isEqualTo("grüße <b>\"\\");
			assertThat(send(application, "{}", false).json(200).at("/reply").asString())
				.isEqualTo("ERR BAD_PAYLOAD the payload is not valid: values");
		}
		assertThat(output).contains("[demo] a test message of 4 bytes is sent: somebody at 127.0.0.1 asked for it");
	}

	@Test
	void messageIsSentByTheListenersFramingAndCharset() {
		try (RunningApplication application = start("--sluice.listeners.demo.framing.type=length",
				"--sluice.listeners.demo.framing.header-size=2", "--sluice.listeners.demo.charset=ISO-8859-1")) {
			assertThat(send(application, "50 49\n4e 47", true).json(200).at("/reply").asString()).isEqualTo("504f4e47");
			assertThat(send(application, "00ff0a", true).json(200).at("/reply").asString()).isEqualTo("00ff0a");
			assertThat(send(application, "ü\nü", false).json(200).at("/bytes").asInt()).isEqualTo(3);
			assertRefused(application, "1 €", false, "'message' is '1 €': it must be text in the listener's charset, "
					+ "ISO-8859-1; other bytes can be given in hexadecimal");
		}
	}

	@Test
	void messageIsGivenAsTextOrInHexadecimal() {
		try (RunningApplication application = start("--sluice.listeners.demo.charset=ISO-8859-1")) {
			JsonNode text = post(application, "{\"action\":\"send\",\"text\":\"\u00fc\"}").json(200);
			assertThat(text.at("/reply").asString()).isEqualTo("\u00fc");
			assertThat(text.at("/bytes").asInt()).isOne();
			JsonNode hex = post(application, "{\"action\":\"send\",\"hex\":\"50 49 4e 47\"}").json(200);
			assertThat(hex.at("/reply").asString()).isEqualTo("504f4e47");
			assertThat(post(application, "{\"action\":\"send\",\"text\":\"50\",\"hex\":\"50\"}").json(400)
				.at("/message")
				.asString()).isEqualTo("'text' is '50': give one of 'message', 'text' and 'hex' with digits");
		}
	}

	@Test
	void longReplyIsShownFromItsBeginning() {
		try (RunningApplication application = start("--sluice.listeners.demo.framing.max-size=1MB")) {
			JsonNode answer = send(application, "x".repeat(100_000), false).json(200);
			assertThat(answer.at("/reply").asString()).isEqualTo("x".repeat(65536));
			assertThat(answer.at("/bytes").asInt()).isEqualTo(100_000);
			assertThat(answer.at("/truncated").asBoolean()).isTrue();
		}
	}

	@Test
	void messageThatCannotBeSentIsRefused() {
		try (RunningApplication application = start()) {
			assertRefused(application, "two\nlines", false, "the message cannot be sent: ");
			assertRefused(application, "abc", true,
					"'message' is 'abc': it must be an even number of hexadecimal digits");
			assertRefused(application, null, false, "'message' is 'null': it must be what to send, such as PING");
		}
	}

	private static void assertRefused(RunningApplication application, String message, boolean hex, String why) {
		assertThat(send(application, message, hex).json(400).at("/message").asString()).startsWith(why);
	}

	@Test
	void listenerThatDoesNotReplyIsWaitedForAFewSeconds() {
		try (RunningApplication application = start("--sluice.listeners.demo.routes[0].to=discard")) {
			assertNoReply(send(application, "PING", false).json(504), "'demo' did not reply: timed out after 5s");
		}
	}

	@Test
	void listenerThatClosesInsteadIsNotWaitedFor() {
		try (RunningApplication application = start("--sluice.listeners.demo.errors.mode=close")) {
			assertNoReply(send(application, "{}", false).json(504), "'demo' did not reply: closed by peer");
		}
		try (RunningApplication application = start("--sluice.listeners.demo.access.allow[0]=192.0.2.1")) {
			assertNoReply(send(application, "PING", false).json(504), "'demo' did not reply: ");
		}
	}

	private static void assertNoReply(JsonNode answer, String why) {
		assertThat(answer.propertyNames()).containsExactly("message");
		assertThat(answer.at("/message").asString()).startsWith(why).doesNotContain("Exception", "\n");
	}

	@Test
	void listenerThatAcceptsNobodyIsNotAsked() {
		try (RunningApplication application = start()) {
			application.http().send("POST", "/actuator/sluice/demo", "{\"action\":\"suspend\"}").json(200);
			assertThat(send(application, "PING", false).json(409).at("/message").asString())
				.isEqualTo("'demo' accepts no new connection while it is suspended");
		}
	}

	@Test
	void proxiedListenerIsSentAHeaderFirst() {
		try (RunningApplication application = start("--sluice.listeners.demo.proxy-protocol.mode=required",
				"--sluice.listeners.demo.proxy-protocol.trusted[0]=127.0.0.1")) {
			assertThat(send(application, "PING", false).json(200).at("/reply").asString()).isEqualTo("PONG");
		}
		try (RunningApplication application = start("--sluice.listeners.demo.proxy-protocol.mode=required",
				"--sluice.listeners.demo.proxy-protocol.trusted[0]=192.0.2.1")) {
			assertNoReply(send(application, "PING", false).json(504), "'demo' did not reply: ");
		}
	}

	@Test
	@NeedsPrograms("openssl")
	void listenerWithTlsIsNotAsked(@TempDir Path directory) {
		List<String> settings = new ArrayList<>(List.of("--sluice.listeners.demo.ssl.bundle=gateway"));
		new TestCertificates(directory, "authority").issue("gateway.example.com")
			.bundle("gateway")
			.forEach((line) -> settings.add("--" + line));
		try (RunningApplication application = start(settings.toArray(String[]::new))) {
			assertThat(send(application, "PING", false).json(409).at("/message").asString())
				.startsWith("'demo' speaks TLS, and no test message is sent there");
		}
	}

	@Test
	void messagesAreNotSentUnlessAccessIsUnrestricted() {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(send(application, "PING", false).status()).isEqualTo(405);
		}
	}

	private static Response send(RunningApplication application, String message, boolean hex) {
		String body = JsonMapper.shared()
			.createObjectNode()
			.put("action", "send")
			.put("message", message)
			.put("hex", hex)
			.toString();
		return post(application, body);
	}

	private static Response post(RunningApplication application, String body) {
		return application.http().send("POST", "/actuator/sluice/demo", body);
	}

	private static RunningApplication start(String... args) {
		return RunningApplication
			.start(Stream.concat(Stream.of("--management.endpoint.sluice.access=unrestricted"), Stream.of(args))
				.toArray(String[]::new));
	}

}
