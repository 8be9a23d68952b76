package io.sluice.app;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.Framing;
import io.sluice.spi.RoutePredicate;
import io.sluice.support.PlainHttp.Response;
import io.sluice.support.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The explanation of what a listener makes of a client's bytes.
 */
class ExplainTests {

	private static final AtomicInteger CALLS = new AtomicInteger();

	private static RunningApplication application;

	@BeforeAll
	static void start() {
		SpringApplication gateway = RunningApplication.application();
		gateway.addPrimarySources(List.of(Beans.class));
		application = RunningApplication.start(gateway, "--management.endpoint.sluice.access=unrestricted",
				"--sluice.listeners.demo.charset=ISO-8859-1", "--sluice.listeners.demo.routes[0].name=quotes",
				"--sluice.listeners.demo.routes[0].when.json[0].path=$.type",
				"--sluice.listeners.demo.routes[0].when.json[0].equals=quote",
				"--sluice.listeners.demo.routes[0].to=count",
				"--sluice.listeners.demo.routes[0].rate-limit.requests-per-second=1",
				"--sluice.listeners.demo.routes[1].name=ping", "--sluice.listeners.demo.routes[1].when.equals=PING",
				"--sluice.listeners.demo.routes[1].to=ping", "--sluice.listeners.demo.routes[2].name=broken",
				"--sluice.listeners.demo.routes[2].when.predicate=moody", "--sluice.listeners.demo.routes[2].to=count",
				"--sluice.listeners.boxes.port=0", "--sluice.listeners.boxes.framing.type=length",
				"--sluice.listeners.boxes.framing.header-size=2", "--sluice.listeners.boxes.framing.max-size=300B",
				"--sluice.listeners.boxes.routes[0].to=echo", "--sluice.listeners.hl7.port=0",
				"--sluice.listeners.hl7.framing.type=mllp", "--sluice.listeners.hl7.routes[0].to=echo",
				"--sluice.listeners.plain.port=0", "--sluice.listeners.plain.framing.type=raw",
				"--sluice.listeners.plain.routes[0].to=echo", "--sluice.listeners.docs.port=0",
				"--sluice.listeners.docs.framing.type=json", "--sluice.listeners.docs.framing.max-size=2MB",
				"--sluice.listeners.docs.routes[0].to=echo", "--sluice.listeners.people.port=0",
				"--sluice.listeners.people.routes[0].name=inside",
				"--sluice.listeners.people.routes[0].when.peer=10.1.0.0/16",
				"--sluice.listeners.people.routes[0].to=echo", "--sluice.listeners.people.routes[1].name=six",
				"--sluice.listeners.people.routes[1].when.peer=2001:db8::/32",
				"--sluice.listeners.people.routes[1].to=echo", "--sluice.listeners.people.routes[2].name=ops",
				"--sluice.listeners.people.routes[2].when.tls-subject=CN=ops,.*",
				"--sluice.listeners.people.routes[2].to=echo", "--sluice.listeners.people.routes[3].name=shop",
				"--sluice.listeners.people.routes[3].when.sni=*.example.com",
				"--sluice.listeners.people.routes[3].to=echo", "--sluice.listeners.people.routes[4].name=here",
				"--sluice.listeners.people.routes[4].when.peer=127.0.0.1",
				"--sluice.listeners.people.routes[4].to=echo", "--sluice.listeners.own.port=0",
				"--sluice.listeners.own.framing.type=bean", "--sluice.listeners.own.framing.name=broken",
				"--sluice.listeners.own.routes[0].to=echo");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void eachFrameIsShownWithItsRouteAndWhyNoOtherBeforeIt() {
		JsonNode answer = explain(question("demo").put("text", "{\"type\":\"quote\"}\nPING\r\nPI"));
		assertThat(answer.propertyNames()).containsExactly("frames", "rest");
		assertThat(answer.at("/frames").size()).isEqualTo(2);
		JsonNode quote = answer.at("/frames/0");
		assertThat(quote.propertyNames()).containsExactly("payload", "bytes", "route", "target", "rejected");
		assertThat(quote.at("/payload").asString()).isEqualTo("{\"type\":\"quote\"}");
		assertThat(quote.at("/bytes").asInt()).isEqualTo(16);
		assertThat(quote.at("/route").asString()).isEqualTo("quotes");
		assertThat(quote.at("/target").asString()).isEqualTo("count");
		assertThat(quote.at("/rejected").isEmpty()).isTrue();
		JsonNode ping = answer.at("/frames/1");
		assertThat(ping.at("/payload").asString()).isEqualTo("PING");
		assertThat(ping.at("/route").asString()).isEqualTo("ping");
		assertThat(ping.at("/rejected").size()).isOne();
		assertThat(ping.at("/rejected/0/route").asString()).isEqualTo("quotes");
		assertThat(ping.at("/rejected/0/because").asString()).contains("$.type");
		assertThat(answer.at("/rest").asString()).isEqualTo("PI");
	}

	@Test
	void frameWithoutARouteHasTheErrorThatItsClientGets() {
		JsonNode frame = explain(question("demo").put("text", "none\n")).at("/frames/0");
		assertThat(frame.propertyNames()).containsExactly("payload", "bytes", "rejected", "error");
		assertThat(frame.at("/rejected").valueStream().map((one) -> one.at("/route").asString()))
			.containsExactly("quotes", "ping", "broken");
		assertThat(frame.at("/rejected/2/because").asString()).isEqualTo("not predicate 'moody'");
		assertThat(frame.at("/error/code").asString()).isEqualTo("NO_ROUTE");
		assertThat(frame.at("/error/message").asString()).isEqualTo("no route matches");
	}

	@Test
	void conditionThatFailsIsAnErrorOfItsFrame() {
		JsonNode answer = explain(question("demo").put("text", "angry\nPING\n"));
		assertThat(answer.at("/frames/0/error/code").asString()).isEqualTo("HANDLER_ERROR");
		assertThat(answer.at("/frames/0/error/message").asString())
			.isEqualTo("a condition failed: java.lang.IllegalStateException: in a mood");
		assertThat(answer.at("/frames/1/route").asString()).isEqualTo("ping");
	}

	@Test
	void nothingIsRunOrCounted() throws IOException {
		CALLS.set(0);
		ObjectNode quote = question("demo").put("message", "{\"type\":\"quote\"}");
		for (int i = 0; i < 3; i++) {
			assertThat(explain(quote).at("/frames/0/route").asString()).isEqualTo("quotes");
		}
		assertThat(CALLS).hasValue(0);
		assertThat(application.http().get("/actuator/sluice/demo").json(200).at("/routes/0/requests").asInt()).isZero();
		// the only one of this second
		try (TestClient client = application.connect()) {
			assertThat(client.request("{\"type\":\"quote\"}")).isEqualTo("1");
		}
		assertThat(CALLS).hasValue(1);
	}

	@Test
	void bytesThatAreNoTextAreShownInHexadecimal() {
		JsonNode answer = explain(question("boxes").put("hex", "0002 c3bc 0002 00ff\n0003 41"));
		assertThat(answer.at("/frames/0/payload").asString()).isEqualTo("\u00fc");
		assertThat(answer.at("/frames/0").has("hex")).isFalse();
		assertThat(answer.at("/frames/1/payload").asString()).isEqualTo("00ff");
		assertThat(answer.at("/frames/1/hex").asBoolean()).isTrue();
		assertThat(answer.at("/rest").asString()).isEqualTo("000341");
		assertThat(answer.at("/restHex").asBoolean()).isTrue();
	}

	@Test
	void textIsReadInTheListenersCharset() {
		assertThat(explain(question("demo").put("hex", "fc0a")).at("/frames/0/payload").asString()).isEqualTo("\u00fc");
		assertThat(explain(question("demo").put("text", "\u00fc\n")).at("/frames/0/bytes").asInt()).isOne();
		assertRefused(question("demo").put("text", "\u20ac"),
				"'text' is '\u20ac': it must be text in the listener's charset, ISO-8859-1; other bytes can be given in hexadecimal");
	}

	@Test
	void messageIsPutInAFrame() {
		assertThat(explain(question("boxes").put("message", "PING")).at("/frames/0/payload").asString())
			.isEqualTo("PING");
		assertThat(explain(question("hl7").put("message", "4142").put("hex", true)).at("/frames/0/payload").asString())
			.isEqualTo("AB");
		assertThat(explain(question("plain").put("message", "")).at("/frames").isEmpty()).isTrue();
		assertRefused(question("demo").put("message", "two\nlines"),
				"'message' is 'two\nlines': it cannot be sent: it contains the line end (LF)");
	}

	@Test
	void bytesThatAreNoFrameHaveACodeAndASentence() {
		JsonNode answer = explain(question("hl7").put("hex", "0b 41 1c0d 50494e47"));
		assertThat(answer.propertyNames()).containsExactly("frames", "error");
		assertThat(answer.at("/frames/0/payload").asString()).isEqualTo("A");
		assertThat(answer.at("/error/code").asString()).isEqualTo("BAD_FRAME");
		assertThat(answer.at("/error/message").asString()).contains("0x50 ('P')");
		assertThat(explain(question("boxes").put("hex", "ffff")).at("/error/code").asString())
			.isEqualTo("FRAME_TOO_LARGE");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					text    | PING;  | The decoder of broken has failed: java.lang.IllegalStateException: no number is expected
					text    | large; | The decoder of broken returned a message of 17 bytes, more than its maxSize() of 16, instead of rejecting it as FRAME_TOO_LARGE
					message | PING   | broken cannot write a message: java.lang.IllegalStateException: no number is expected
					""")
	void framingOfTheApplicationThatFailsIsAnError(String key, String value, String message) {
		JsonNode answer = explain(question("own").put(key, value));
		assertThat(answer.at("/frames").isEmpty()).isTrue();
		assertThat(answer.at("/error/code").asString()).isEqualTo("HANDLER_ERROR");
		assertThat(answer.at("/error/message").asString()).isEqualTo(message);
	}

	@Test
	void bytesWithoutAFrameAreTheRest() {
		JsonNode answer = explain(question("demo").put("text", "PING"));
		assertThat(answer.at("/frames").isEmpty()).isTrue();
		assertThat(answer.at("/rest").asString()).isEqualTo("PING");
		assertThat(explain(question("demo").put("text", "")).propertyNames()).containsExactly("frames");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "- | - | - | here", "127.0.0.1 | - | - | here", "10.1.2.3 | - | - | inside",
					"10.1.2.3:4711 | - | - | inside", "2001:db8::7 | - | - | six", "[2001:db8::7]:4711 | - | - | six",
					"192.0.2.1 | CN=ops,O=Example | - | ops", "192.0.2.1 | CN=till | a.example.com | shop",
					"192.0.2.1 | - | - | -" })
	void routesThatLookAtTheClientAreExplainedForTheGivenOne(String peer, String subject, String sni, String route) {
		JsonNode frame = explain(
				question("people").put("text", "x\n").put("peer", peer).put("tlsSubject", subject).put("sni", sni))
			.at("/frames/0");
		assertThat(frame.path("route").asString("-")).isEqualTo((route != null) ? route : "-");
	}

	@Test
	void rawBytesAreOneMessageUpToItsLimit() {
		assertThat(explain(question("plain").put("text", "x".repeat(1000))).at("/frames/0/bytes").asInt())
			.isEqualTo(1000);
	}

	@Test
	void manyFramesAreExplainedFromTheBeginning() {
		JsonNode answer = explain(question("demo").put("text", "\n".repeat(1024 * 1024)));
		assertThat(answer.at("/frames").size()).isEqualTo(100);
		assertThat(answer.at("/truncated").asBoolean()).isTrue();
		JsonNode hundred = explain(question("demo").put("text", "\n".repeat(100)));
		assertThat(hundred.at("/frames").size()).isEqualTo(100);
		assertThat(hundred.propertyNames()).containsExactly("frames");
	}

	@Test
	void hugeInputIsRefusedWithoutAnEcho() {
		String message = explain(question("docs").put("text", "x".repeat(1024 * 1024 + 1)), 400);
		assertThat(message).isEqualTo("'text' is '1048577 bytes': at most 1048576 are explained");
		assertThat(explain(question("docs").put("hex", "x".repeat(5_000_000)), 400)).hasSizeLessThan(400)
			.endsWith("…': it must be an even number of hexadecimal digits");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{}                                                | 400 | 'listener' is missing: known are: boxes, demo, docs, hl7, own, people, plain
					{"listener":"owl","text":"x"}                     | 404 | There is no listener 'owl'; known are: boxes, demo, docs, hl7, own, people, plain
					{"listener":"demo"}                               | 400 | 'text' is missing: it must be what a client sends
					{"listener":"demo","hex":true}                    | 400 | 'text' is missing: it must be what a client sends
					{"listener":"demo","text":"x","hex":"00"}         | 400 | 'text' is 'x': give one of 'message', 'text' and 'hex' with digits
					{"listener":"demo","text":"x","hex":true}         | 400 | 'text' is 'x': give one of 'message', 'text' and 'hex' with digits
					{"listener":"demo","message":"x","text":"x"}      | 400 | 'message' is 'x': give one of 'message', 'text' and 'hex' with digits
					{"listener":"demo","message":"x","hex":"00"}      | 400 | 'message' is 'x': give one of 'message', 'text' and 'hex' with digits
					{"listener":"demo","hex":"0"}                     | 400 | 'hex' is '0': it must be an even number of hexadecimal digits
					{"listener":"demo","hex":"zz"}                    | 400 | 'hex' is 'zz': it must be an even number of hexadecimal digits
					{"listener":"demo","text":"x","peer":"owl"}       | 400 | 'peer' is 'owl': it must be an IP address
					{"listener":"demo","text":"x","peer":"10.1"}      | 400 | 'peer' is '10.1': it must be an IP address
					{"listener":"demo","text":"x","peer":"10.1.0.7:"} | 400 | 'peer' is '10.1.0.7:': it must be an IP address
					{"listener":"demo","text":"x","peer":"10.1.0.7:99999"} | 400 | 'peer' is '10.1.0.7:99999': it must be an IP address
					""")
	void questionThatCannotBeAnsweredSaysWhatWouldBeRight(String body, int status, String message) {
		JsonNode answer = application.http().send("POST", "/actuator/sluice/explain", body).json(status);
		assertThat(answer.propertyNames()).containsExactly("message");
		assertThat(answer.at("/message").asString()).startsWith(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{\"listener\":", "{\"listener\":{}}", "\"demo\"" })
	void bodyThatIsNoQuestionIsRefusedWithoutAStackTrace(String body) {
		Response answer = application.http().send("POST", "/actuator/sluice/explain", body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).doesNotContain("\tat ", "Exception", "trace");
	}

	@Test
	void missingBodyIsAMissingListener() {
		Response answer = application.http()
			.send("POST", "/actuator/sluice/explain", "", "Content-Type: application/json", "Content-Length: 0");
		assertThat(answer.json(400).at("/message").asString()).startsWith("'listener' is missing: known are: ");
	}

	@Test
	void readAccessIsNotEnough() {
		try (RunningApplication readable = RunningApplication.start()) {
			assertThat(readable.http()
				.send("POST", "/actuator/sluice/explain", question("demo").put("text", "PING\n").toString())
				.status()).isEqualTo(405);
		}
	}

	@Test
	void pageFromAnotherOriginIsRefused() {
		assertThat(application.http()
			.send("POST", "/actuator/sluice/explain", question("demo").put("text", "PING\n").toString(),
					"Origin: http://evil.example")
			.status()).isEqualTo(403);
	}

	private static ObjectNode question(String listener) {
		return JsonMapper.shared().createObjectNode().put("listener", listener);
	}

	private static JsonNode explain(ObjectNode question) {
		return application.http().send("POST", "/actuator/sluice/explain", question.toString()).json(200);
	}

	private static String explain(ObjectNode question, int status) {
		return application.http()
			.send("POST", "/actuator/sluice/explain", question.toString())
			.json(status)
			.at("/message")
			.asString();
	}

	private static void assertRefused(ObjectNode question, String message) {
		assertThat(explain(question, 400)).isEqualTo(message);
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		CountingHandler countingHandler() {
			return new CountingHandler();
		}

		@Bean
		Framing broken() {
			return new BrokenFraming();
		}

		@Bean
		RoutePredicate moody() {
			return (message) -> {
				if (message.getPayload().length > 0 && message.getPayload()[0] == 'a') {
					throw new IllegalStateException("in a mood");
				}
				return false;
			};
		}

	}

	private static final class BrokenFraming implements Framing, Decoder {

		@Override
		public int maxSize() {
			return 16;
		}

		@Override
		public Decoder decoder() {
			return this;
		}

		@Override
		public byte[] decode(FrameBuffer in) {
			if (in.at(0) == 'l') {
				in.skip(1);
				return new byte[17];
			}
			throw new IllegalStateException("no number is expected");
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) {
			throw new IllegalStateException("no number is expected");
		}

		@Override
		public String toString() {
			return "broken";
		}

	}

	static class CountingHandler {

		@TcpHandler("count")
		String count() {
			return String.valueOf(CALLS.incrementAndGet());
		}

	}

}
