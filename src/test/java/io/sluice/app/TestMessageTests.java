package io.sluice.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.NeedsPrograms;
import io.sluice.support.PlainHttp.Response;
import io.sluice.support.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message that an operator has sent to a listener.
 */
@ExtendWith(OutputCaptureExtension.class)
class TestMessageTests {

	private static final String WRITABLE = "--management.endpoint.sluice.access=unrestricted";

	/** With listeners for each test. */
	private static RunningApplication application;

	@BeforeAll
	static void start() {
		List<String> settings = new ArrayList<>(List.of(WRITABLE));
		routes(settings, "demo");
		listener(settings, "suspended");
		listener(settings, "framed", "framing.type=length", "framing.header-size=2", "charset=ISO-8859-1");
		listener(settings, "latin", "charset=ISO-8859-1");
		listener(settings, "large", "framing.max-size=1MB");
		set(settings, "silent", "port=0", "address=127.0.0.1", "routes[0].to=discard");
		listener(settings, "closing", "errors.mode=close");
		listener(settings, "shut", "access.allow[0]=192.0.2.1");
		listener(settings, "proxied", "proxy-protocol.mode=required", "proxy-protocol.trusted[0]=127.0.0.1");
		listener(settings, "distrustful", "proxy-protocol.mode=required", "proxy-protocol.trusted[0]=192.0.2.1");
		application = RunningApplication.start(settings.toArray(String[]::new));
	}

	private static void listener(List<String> settings, String name, String... more) {
		set(settings, name, "port=0", "address=127.0.0.1");
		set(settings, name, more);
		routes(settings, name);
	}

	private static void routes(List<String> settings, String name) {
		set(settings, name, "routes[0].to=ping", "routes[0].when.equals=PING", "routes[1].to=sum",
				"routes[1].when.starts-with={", "routes[2].to=echo");
	}

	private static void set(List<String> settings, String listener, String... all) {
		for (String setting : all) {
			settings.add("--sluice.listeners." + listener + "." + setting);
		}
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void replyIsShownAndTheLogTellsWhoAsked(CapturedOutput output) {
		// the start of any other application resets it
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.sluice.actuate", LogLevel.INFO);
		JsonNode answer = send("demo", "PING", false).json(200);
		assertThat(answer.at("/reply").asString()).isEqualTo("PONG");
		assertThat(answer.at("/bytes").asInt()).isEqualTo(4);
		assertThat(answer.at("/millis").asDouble()).isPositive();
		assertThat(send("demo", "grüße <b>\"\\", false).json(200).at("/reply").asString()).isEqualTo("grüße <b>\"\\");
		assertThat(send("demo", "{}", false).json(200).at("/reply").asString())
			.isEqualTo("ERR BAD_PAYLOAD the payload is not valid: values");
		assertThat(output).contains("[demo] a test message of 4 bytes is sent: somebody at 127.0.0.1 asked for it");
	}

	@Test
	void messageIsSentByTheListenersFramingAndCharset() {
		assertThat(send("framed", "50 49\n4e 47", true).json(200).at("/reply").asString()).isEqualTo("504f4e47");
		assertThat(send("framed", "00ff0a", true).json(200).at("/reply").asString()).isEqualTo("00ff0a");
		assertThat(send("framed", "ü\nü", false).json(200).at("/bytes").asInt()).isEqualTo(3);
		assertRefused("framed", "1 €", false, "'message' is '1 €': it must be text in the listener's charset, "
				+ "ISO-8859-1; other bytes can be given in hexadecimal");
	}

	@Test
	void messageIsGivenAsTextOrInHexadecimal() {
		JsonNode text = post("latin", "{\"action\":\"send\",\"text\":\"\u00fc\"}").json(200);
		assertThat(text.at("/reply").asString()).isEqualTo("\u00fc");
		assertThat(text.at("/bytes").asInt()).isOne();
		JsonNode hex = post("latin", "{\"action\":\"send\",\"hex\":\"50 49 4e 47\"}").json(200);
		assertThat(hex.at("/reply").asString()).isEqualTo("504f4e47");
		assertThat(post("latin", "{\"action\":\"send\",\"text\":\"50\",\"hex\":\"50\"}").json(400)
			.at("/message")
			.asString()).isEqualTo("'text' is '50': give one of 'message', 'text' and 'hex' with digits");
	}

	@Test
	void longReplyIsShownFromItsBeginning() {
		JsonNode answer = send("large", "x".repeat(100_000), false).json(200);
		assertThat(answer.at("/reply").asString()).isEqualTo("x".repeat(65536));
		assertThat(answer.at("/bytes").asInt()).isEqualTo(100_000);
		assertThat(answer.at("/truncated").asBoolean()).isTrue();
	}

	@Test
	void messageThatCannotBeSentIsRefused() {
		assertRefused("demo", "two\nlines", false, "the message cannot be sent: ");
		assertRefused("demo", "abc", true, "'message' is 'abc': it must be an even number of hexadecimal digits");
		assertRefused("demo", null, false, "'message' is missing: it must be what to send, such as PING");
	}

	private static void assertRefused(String listener, String message, boolean hex, String why) {
		assertThat(send(listener, message, hex).json(400).at("/message").asString()).startsWith(why);
	}

	@Test
	void listenerThatDoesNotReplyIsWaitedForAFewSeconds() {
		assertNoReply(send("silent", "PING", false).json(504), "'silent' did not reply: timed out after 5s");
	}

	@Test
	void listenerThatClosesInsteadIsNotWaitedFor() {
		assertNoReply(send("closing", "{}", false).json(504), "'closing' did not reply: closed by peer");
		assertNoReply(send("shut", "PING", false).json(504), "'shut' did not reply: ");
	}

	private static void assertNoReply(JsonNode answer, String why) {
		assertThat(answer.propertyNames()).containsExactly("message");
		assertThat(answer.at("/message").asString()).startsWith(why).doesNotContain("Exception", "\n");
	}

	@Test
	void listenerThatAcceptsNobodyIsNotAsked() {
		post("suspended", "{\"action\":\"suspend\"}").json(200);
		assertThat(send("suspended", "PING", false).json(409).at("/message").asString())
			.isEqualTo("'suspended' accepts no new connection while it is suspended");
	}

	@Test
	void proxiedListenerIsSentAHeaderFirst() {
		assertThat(send("proxied", "PING", false).json(200).at("/reply").asString()).isEqualTo("PONG");
		assertNoReply(send("distrustful", "PING", false).json(504), "'distrustful' did not reply: ");
	}

	@Test
	@NeedsPrograms("openssl")
	void listenerWithTlsIsNotAsked(@TempDir Path directory) {
		List<String> settings = new ArrayList<>(List.of(WRITABLE, "--sluice.listeners.demo.ssl.bundle=gateway"));
		new TestCertificates(directory, "authority").issue("gateway.example.com")
			.bundle("gateway")
			.forEach((line) -> settings.add("--" + line));
		try (RunningApplication secure = RunningApplication.start(settings.toArray(String[]::new))) {
			assertThat(send(secure, "demo", "PING", false).json(409).at("/message").asString())
				.startsWith("'demo' speaks TLS, and no test message is sent there");
		}
	}

	@Test
	void messagesAreNotSentUnlessAccessIsUnrestricted() {
		try (RunningApplication readable = RunningApplication.start()) {
			assertThat(send(readable, "demo", "PING", false).status()).isEqualTo(405);
		}
	}

	private static Response send(String listener, String message, boolean hex) {
		return send(application, listener, message, hex);
	}

	private static Response send(RunningApplication application, String listener, String message, boolean hex) {
		String body = JsonMapper.shared()
			.createObjectNode()
			.put("action", "send")
			.put("message", message)
			.put("hex", hex)
			.toString();
		return post(application, listener, body);
	}

	private static Response post(String listener, String body) {
		return post(application, listener, body);
	}

	private static Response post(RunningApplication application, String listener, String body) {
		return application.http().send("POST", "/actuator/sluice/" + listener, body);
	}

}
