package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.spi.MessageTransformer;
import io.sluice.spi.RoutePredicate;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Routes by what a message says, with their transforms and replies, from YAML to the
 * socket.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContentRouteTests {

	/**
	 * Predicates, each with a message that it matches, and mostly one that it does not.
	 */
	private static final String PREDICATES = """
			{ contains: "bc" }                                          | abcd          | abd
			{ regex: "^HELP" }                                          | HELP me       | XHELP
			{ regex: "é$" }                                             | caf\u00e9     | cafe
			{ bytes: { at: 1, is: "0x4243" } }                          | ABC           | AB
			{ bytes: { at: -2, is: "YZ" } }                             | XYZ           | YZX
			{ bytes: { at: 0, is: "0x40", mask: "0xf0" } }              | A             | a
			{ length: { min: 2, max: 3 } }                              | abc           | abcd
			{ length: { max: 3 } }                                      | a             | abcd
			{ json: [ { path: "$.type", equals: quote } ] }             | {"type":"quote"} | {"type":"order"}
			{ json: [ { path: "$.n", in: ["1", "2"] }, { path: "$.m", starts-with: x } ] } | {"n":2,"m":"xy"} | {"n":2}
			{ extract: { text: "0..1" }, in: ["ab", "c,d"] }            | abc           | acb
			{ extract: { bytes: "1" }, equals: "0x4A" }                 | xJ            | xK
			{ extract: { field: { separator: ",", index: 2 } }, regex: "^[0-9]+$" } | a,b,12 | a,b,c
			{ peer: "127.0.0.0/8" }                                     | any           |
			{ predicate: long }                                         | 1234567       | 123
			{ all: [ { starts-with: a }, { ends-with: z } ] }           | az            | ay
			{ any: [ { equals: a }, { all: [ { starts-with: b }, { not: [ { contains: c } ] } ] } ] } | bd | bc
			{ not: [ { equals: a }, { equals: b } ] }                   | c             | b
			{ equals: "{" }                                             | {             | {{
			""";

	/** With a listener for each predicate. */
	private static TestGateway predicates;

	@TempDir
	private Path directory;

	static Stream<Arguments> predicates() {
		AtomicInteger row = new AtomicInteger();
		return PREDICATES.lines()
			.map((line) -> line.split("\\|", -1))
			.map((cells) -> Arguments.of("listener-" + row.incrementAndGet(), cells[0].strip(), cells[1].strip(),
					cells[2].strip()));
	}

	@BeforeAll
	static void startWithPredicates(@TempDir Path directory) throws IOException {
		String listeners = predicates().map(Arguments::get).map((row) -> """
				    %s:
				      port: 0
				      address: 127.0.0.1
				      routes: [ { name: it, when: %s, reply: { text: matched } }, { to: echo } ]
				""".formatted(row[0], row[1])).collect(Collectors.joining());
		Path file = Files.writeString(directory.resolve("sluice.yml"), "sluice:\n  listeners:\n" + listeners);
		predicates = TestGateway.start(Beans.class, "spring.config.import=file:" + file);
	}

	@AfterAll
	static void stop() {
		predicates.close();
	}

	/** Starts a gateway whose listener {@code test} has these routes. */
	private TestGateway start(String routes) throws IOException {
		Path file = this.directory.resolve("sluice.yml");
		Files.writeString(file, """
				sluice:
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      routes:
				%s
				""".formatted(routes.indent(8)), StandardCharsets.UTF_8);
		return TestGateway.start(Beans.class, "spring.config.import=file:" + file);
	}

	@ParameterizedTest
	@MethodSource("predicates")
	void aMessageTakesTheRouteThatItsContentNames(String listener, String when, String matching, String other)
			throws IOException {
		try (TestClient client = new TestClient(predicates.listener(listener).getPort())) {
			assertThat(client.request(matching)).as(when).isEqualTo("matched");
			if (!other.isEmpty()) {
				assertThat(client.request(other)).as(when).isEqualTo(other);
			}
		}
	}

	@Test
	void aReplyTextStandsForTheTargetOrForItsReply() throws IOException {
		try (TestGateway gateway = start("""
				- { name: own, when: { starts-with: "{" }, reply: { text: "OK {json:$.id} {{}" } }
				- { when: { equals: up }, to: upper, reply: { text: "{route}: {reply} for {text:0..} at {listener}" } }
				- { when: { equals: fail }, name: failing, to: upper, reply: { error: "NO {code} {message}" } }
				- { to: discard, reply: { text: taken } }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("{\"id\":7}")).isEqualTo("OK 7 {}");
			assertThat(client.request("up")).isEqualTo("upper: UP for up at test");
			assertThat(client.request("fail")).isEqualTo("NO BAD_PAYLOAD not this");
			assertThat(client.request("else")).isEqualTo("taken");
			assertThat(gateway.requests("own", "ok")).isOne();
			assertThat(gateway.requests("failing", "bad_payload")).isOne();
		}
	}

	@Test
	void aFlowThatHasReturnedIsAnsweredByTheText() throws Exception {
		try (TestGateway gateway = start("""
				- { when: { starts-with: f }, to: direct, reply: { text: "ACK {text:0..}" } }
				- { when: { equals: empty }, reply: { text: "" } }
				- { when: { equals: silent }, to: upper, reply: none }
				- { to: echo }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("f\u0007b")).isEqualTo("ACK f b");
			assertThat(client.request("empty")).isEmpty();
			assertThat(client.send("silent\n").request("next")).isEqualTo("next");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", max-in-flight: 9", ", timeout: 20s, fallback: upper" })
	void aFlowThatHandsTheMessageOverIsAnsweredByTheTextWhenItReplies(String policy) throws Exception {
		try (TestGateway gateway = start("""
				- { to: flow, reply: { text: "ACK {text:0..}", error: "NAK {code}" } %s }
				""".formatted(policy)); TestClient client = gateway.connect()) {
			QueueChannel taken = gateway.context().getBean("taken", QueueChannel.class);
			client.send("a\n");
			Message<?> first = taken.receive(60_000);
			assertThat(first.getHeaders().getId()).isNotNull();
			assertThat(client.socket().getInputStream().available()).isZero();
			((MessageChannel) first.getHeaders().getReplyChannel()).send(new GenericMessage<>("stored"));
			assertThat(client.readLine()).isEqualTo("ACK a");
			client.send("b\n");
			Message<?> second = taken.receive(60_000);
			((MessageChannel) second.getHeaders().getErrorChannel())
				.send(new ErrorMessage(new TcpHandlerException(ErrorCode.BUSY, "full")));
			assertThat(client.readLine()).isEqualTo("NAK BUSY");
		}
	}

	@Test
	void aResultThatIsTooLongIsAnErrorOfTheClient(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("""
				- when: { starts-with: a }
				  to: echo
				  transform: { before: [ { replace: { bytes: a, with: "0123456789" } } ] }
				- { to: echo, transform: { before: [ { replace: { regex: b, with: "0123456789" } } ] } }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a".repeat(60_000))).startsWith("ERR BAD_PAYLOAD").contains("65536 bytes");
			assertThat(client.request("b".repeat(60_000))).startsWith("ERR BAD_PAYLOAD").contains("65536 bytes");
			assertThat(client.request("ab")).isEqualTo("0123456789b");
		}
		assertThat(output.getAll()).doesNotContain("\tat ");
	}

	@Test
	void stepsChangeRequestsAndRepliesInOrder() throws IOException {
		try (TestGateway gateway = start("""
				- when: { starts-with: a }
				  name: first
				  to: echo
				  transform:
				    before:
				      - strip: "a"
				      - replace: { regex: "(\\\\d)-(\\\\d)", with: "$2$1" }
				      - template: "<{text:0..}>"
				    after:
				      - replace: { bytes: "0x3c", with: "[" }
				      - prefix: "> "
				      - transformer: twice
				- when: { starts-with: c }
				  name: second
				  to: echo
				  transform: { before: [ { charset: { from: ISO-8859-1 } } ] }
				- { to: discard }
				"""); TestClient client = gateway.connect()) {
			assertThat(client.request("a1-2 3-4")).isEqualTo("> [21 43>> [21 43>");
			assertThat(client.request("c\u00e9")).isEqualTo("c\u00c3\u00a9");
		}
	}

	@Test
	void aRouteHasARateOfItsOwn() throws IOException {
		try (TestGateway gateway = start("""
				- { when: { equals: a }, to: echo, name: slow, rate-limit: { requests-per-second: 1, per: peer } }
				- { to: echo }
				"""); TestClient client = gateway.connect()) {
			client.send("a\n".repeat(200) + "b\n");
			List<String> replies = new ArrayList<>();
			for (int i = 0; i <= 200; i++) {
				replies.add(client.readLine());
			}
			assertThat(replies.getLast()).isEqualTo("b");
			assertThat(replies).contains("a", "ERR RATE_LIMITED too many requests a second for this route");
			assertThat(gateway.requests("slow", "ok") + gateway.requests("slow", "rate_limited")).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					when: { all: [] }                                  | when.all         | It is empty
					when: { any: [ {} ] }                              | when.any[0]      | It is empty
					when: { not: { equals: a } }                       | when.not         | not
					when: { any: a }                                   | when.any         | any[0]
					when: { in: [ a ] }                                | when.in          | set 'extract' beside it
					when: { json: [ { path: "$.a" } ] }                | when.json[0]     | set one of: equals, starts-with, in, regex
					when: { json: [ { path: "a", equals: b } ] }       | when.json[0].path | it begins with $
					when: { json: [ { pth: "$.a", equals: b } ] }      | when.json[0].pth | Did you mean
					when: { json: { path: "$.a" } }                    | when.json        | list
					when: { extract: { text: "0..1" } }                | when             | set one of: equals, starts-with, in, regex
					when: { extract: { text: "0", json: "$" }, equals: a } | when.extract | exactly one of
					when: { extract: {}, equals: a }                   | when.extract     | It is empty
					when: { extract: { text: 0 }, equals: a }          | when.extract.text | quote it
					when: { extract: { text: "0" }, in: "a,b" }        | when.in          | not split at commas
					when: { extract: { bytes: "0" }, equals: "xy" }    | when.equals      | two for each byte
					when: { regex: "(?=a)" }                           | when.regex       | RE2
					when: { bytes: { at: 0, is: "0x01", mask: "0x0101" } } | when.bytes.mask | 2 bytes
					when: { bytes: { at: 0, is: "0xff", mask: "0x0f" } } | when.bytes.mask | cannot be 0xff
					when: { bytes: { is: "a" } }                       | when.bytes.at    | needed
					when: { bytes: { at: -1, is: "ab" } }              | when.bytes.at    | No message can match it
					when: { length: { min: 3, max: 2 } }               | when.length.max  | No message can match it
					when: { equals: a, length: { min: 2 } }            | when             | No message can match it
					when: { all: [ { starts-with: a }, { starts-with: b } ] } | when      | No message can match it
					when: { peer: "10.0.0.1/8" }                       | when.peer[0]     | 10.0.0.0/8
					when: { predicate: none }                          | when.predicate   | no bean of type RoutePredicate
					reply: { txt: a }                                  | reply.txt        | Did you mean
					reply: maybe                                       | reply            | auto, none or hl7-ack
					reply: { text: "{jsn:$.id}" }                      | reply.text       | not a valid placeholder here
					reply: { text: "{code}" }                          | reply.text       | not a valid placeholder here
					transform: { before: [ { strip: a, prefix: b } ] } | transform.before[0] | exactly one of
					transform: { before: [] }                          | transform.before | It is empty
					transform: { after: [ { replace: { regex: "a", with: "$1" } } ] } | transform.after[0].replace.regex | names the group $1
					transform: { after: [ { transformer: none } ] }    | transform.after[0].transformer | no bean of type
					reply: { mode: none, text: a }                     | reply.mode       | The client gets no reply
					reply: { text: "a\\nb" }                          | reply.text       | The framing cannot carry it
					when: { sni: "*" }                                 | when.sni         | matches no server name
					transform: { before: [ { replace: { regex: "(a)", with: "${b}" } } ] } | transform.before[0].replace.regex | names the group
					rate-limit: { per: peer }                          | rate-limit.requests-per-second | needed
					""")
	void whatCannotBeIsRefusedWithKeyAndRemedy(String setting, String key, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("- { to: echo, " + setting + " }").close());
		assertThat(output.getAll()).contains("sluice.listeners.test.routes[0]." + key, remedy).doesNotContain("\tat ");
	}

	@Test
	void twoRoutesOfOneNameAreRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("""
				- { name: a, when: { equals: a }, to: echo }
				- { name: a, to: echo }
				""").close());
		assertThat(output.getAll()).contains("'sluice.listeners.test.routes[1].name'",
				"'sluice.listeners.test.routes[0]' has this name already");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ to: echo }|{ name: b, when: { equals: a }, to: echo }",
			"{ when: { starts-with: a }, to: echo }|{ name: b, when: { equals: ab }, to: echo }",
			"{ when: { any: [ { starts-with: x }, { regex: a } ] }, to: echo }|{ name: b, when: { all: [ { starts-with: xy }, { length: { max: 5 } } ] }, to: echo }" })
	void aRouteBehindOneThatTakesAllItsMessagesIsWarnedOf(String routes, CapturedOutput output) throws IOException {
		start("- " + routes.replace("|", "\n- ")).close();
		assertThat(output.getAll())
			.contains("'sluice.listeners.test.routes[1]' (b) is never reached: 'sluice.listeners.test.routes[0]'");
	}

	@Test
	void aRouteForMessagesThatAreLongerThanAnyIsWarnedOf(CapturedOutput output) throws IOException {
		start("""
				- { name: long, when: { length: { min: 65537 } }, to: echo }
				- { name: longest, when: { length: { min: 65536 } }, to: echo }
				- { to: echo }
				""").close();
		assertThat(output.getAll())
			.contains("'sluice.listeners.test.routes[0]' (long) is never reached: its messages have at least "
					+ "65537 bytes, and 'framing.max-size' is 65536 bytes")
			.doesNotContain("(longest) is never reached");
	}

	static class Beans {

		@TcpHandler("upper")
		String upper(String text) {
			if (text.equals("fail")) {
				throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "not\nthis");
			}
			return text.toUpperCase(Locale.ROOT);
		}

		@Bean
		QueueChannel taken() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow flow() {
			return (definition) -> definition.channel("taken");
		}

		@Bean
		IntegrationFlow direct() {
			return (definition) -> definition.handle((message) -> {
				// done, and nothing to reply
			});
		}

		@Bean("long")
		RoutePredicate isLong() {
			return (message) -> message.getPayload().length > 5;
		}

		@Bean
		MessageTransformer twice() {
			return (message) -> new String(message.getPayload(), StandardCharsets.UTF_8).repeat(2)
				.getBytes(StandardCharsets.UTF_8);
		}

	}

}
