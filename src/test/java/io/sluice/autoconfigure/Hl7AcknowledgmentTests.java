package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.sluice.ErrorCode;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.spi.TcpErrorReply;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * HL7 over MLLP without a parser of HL7: {@code reply: hl7-ack}, and errors that are
 * negative acknowledgments. The client is HAPI's.
 */
class Hl7AcknowledgmentTests {

	private static final String[] LISTENER = { ".framing.type=mllp", ".routes[0].when.contains=|ADT^A01|",
			".routes[0].to=admit", ".routes[0].reply=hl7-ack", ".routes[1].when.contains=|ADT^A03|",
			".routes[1].to=discharge", ".routes[1].reply=hl7-ack", ".routes[2].when.contains=|ADT^A08|",
			".routes[2].to=flow", ".routes[2].reply=hl7-ack", ".routes[3].when.contains=|ADT^A40|",
			".routes[3].to=merge", ".routes[3].reply=hl7-ack" };

	@ParameterizedTest
	@CsvSource({ "A01,AA,", "A03,AE,the patient is not here", "A08,AA,", "A40,AE,the request could not be handled",
			"A99,AR,no route matches" })
	void senderGetsWhatBecameOfItsMessage(String event, String code, String text) throws Exception {
		try (TestGateway gateway = TestGateway.start(Ward.class, LISTENER); HapiContext hapi = hapi()) {
			Connection connection = hapi.newClient("127.0.0.1", gateway.port(), false);
			Message acknowledgment = connection.getInitiator()
				.sendAndReceive(hapi.getGenericParser().parse(message(event, "")));
			connection.close();
			Terser fields = new Terser(acknowledgment);
			assertThat(fields.get("/.MSA-1")).isEqualTo(code);
			assertThat(fields.get("/.MSA-2")).isEqualTo("4711");
			assertThat(fields.get("/.MSA-3")).isEqualTo(text);
			assertThat(fields.get("/.MSH-3")).isEqualTo("HIS");
			assertThat(fields.get("/.MSH-5")).isEqualTo("LAB");
			assertThat(gateway.context().getBean(Ward.class).seen)
				.hasSize(event.equals("A01") || event.equals("A08") ? 1 : 0);
		}
	}

	@Test
	void senderThatWantsNoAcknowledgmentGetsNone() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, LISTENER); TestClient client = gateway.connect()) {
			client.send(frame(message("A01", "NE")));
			client.send(frame(message("A99", "SU")));
			client.send(frame(message("A01", "AL")));
			assertThat(client.read(4)).asString().isEqualTo("\u000bMSH");
			client.endOutput();
			assertThat(client.readToEnd()).contains("\rMSA|CA|4711\r").doesNotContain("MSH|");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PING", "MSH|^~\\&|LAB" })
	void errorWithoutAReadableHeaderCloses(String message) throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, LISTENER); TestClient client = gateway.connect()) {
			client.send(frame(message));
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PING", "MSH|^~\\&|LAB" })
	void messageWithoutAReadableHeaderIsRefusedBeforeItsTargetRuns(String message) throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=mllp", ".routes[0].name=all",
				".routes[0].to=admit", ".routes[0].reply=hl7-ack"); TestClient client = gateway.connect()) {
			client.send(frame(message));
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
			assertThat(gateway.requests("all", "bad_payload")).isOne();
			assertThat(gateway.context().getBean(Ward.class).seen).isEmpty();
		}
	}

	@Test
	void errorReplyOfTheApplicationComesFirst() throws IOException {
		try (TestGateway gateway = TestGateway.start(OwnReplies.class, LISTENER);
				TestClient client = gateway.connect()) {
			client.send(frame("PING"));
			assertThat(client.read(11)).asString().isEqualTo("\u000bno header\u001c");
			client.read(1);
			client.send(frame(message("A99", "")));
			client.endOutput();
			assertThat(client.readToEnd()).contains("\rMSA|AR|4711|");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SU", "NE" })
	void senderThatWantsNoNegativeAcknowledgmentGetsNoReplyOfTheApplicationEither(String condition) throws IOException {
		try (TestGateway gateway = TestGateway.start(OwnReplies.class, LISTENER);
				TestClient client = gateway.connect()) {
			client.send(frame(message("A99", condition)));
			client.send(frame(message("A03", condition)));
			client.send(frame(message("A99", "ER"))).endOutput();
			assertThat(client.readToEnd()).containsOnlyOnce("MSH|").contains("\rMSA|CR|4711|");
			assertThat(gateway.context().getBean(OwnReplies.class).asked).as("once for each").hasValue(2);
		}
	}

	@Test
	void errorWithoutAReadableHeaderAndWithoutAReplyOfTheApplicationCloses() throws IOException {
		try (TestGateway gateway = TestGateway.start(OwnReplies.class, LISTENER);
				TestClient client = gateway.connect()) {
			client.send(frame("MSH|^~\\&|LAB"));
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
		}
	}

	@Test
	void senderThatWantsNoAcknowledgmentGetsNoTemplateEither() throws IOException {
		String[] withTemplate = Stream.concat(Stream.of(LISTENER), Stream.of(".errors.template=NO"))
			.toArray(String[]::new);
		try (TestGateway gateway = TestGateway.start(Ward.class, withTemplate); TestClient client = gateway.connect()) {
			client.send(frame(message("A03", "NE")));
			client.send(frame(message("A99", "SU")));
			client.send(frame(message("A03", "AL")));
			client.send(frame(message("A99", "AL"))).endOutput();
			assertThat(client.readToEnd()).startsWith("\u000bMSH|").contains("\rMSA|CE|4711|").containsOnlyOnce("NO");
		}
	}

	@Test
	void messageThatIsTooLargeIsRefusedByItsHeader() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=mllp", ".framing.max-size=2KB",
				".framing.oversize=drop", ".routes[0].to=admit", ".routes[0].reply=hl7-ack");
				TestClient client = gateway.connect()) {
			client.send(frame(message("A01", "") + "Z".repeat(5000)));
			client.send(frame(message("A01", "")));
			client.endOutput();
			assertThat(client.readToEnd()).containsSubsequence("\rMSA|AE|4711|", "\rMSA|AA|4711");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 950, 980, 1500 })
	void messageThatIsTooLargeAndWhoseHeaderIsCutIsDropped(int padding) throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=mllp", ".framing.max-size=2KB",
				".framing.oversize=drop", ".routes[0].to=admit", ".routes[0].reply=hl7-ack");
				TestClient client = gateway.connect()) {
			String padded = message("A01", "").replace("|WARD|", "|" + "W".repeat(padding) + "|");
			client.send(frame(padded.replace("4711", "4711".repeat(20)) + "Z".repeat(5000)));
			client.send(frame(message("A01", ""))).endOutput();
			assertThat(client.readToEnd()).contains("\rMSA|AA|4711").doesNotContain("|AE|");
		}
	}

	@Test
	void messageThatIsTooLargeAndHasNoHeaderIsDropped() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=mllp", ".framing.max-size=2KB",
				".framing.oversize=drop", ".routes[0].to=admit", ".routes[0].reply=hl7-ack");
				TestClient client = gateway.connect()) {
			client.send(frame("Z".repeat(5000)));
			client.send(frame(message("A01", "")));
			client.endOutput();
			assertThat(client.readToEnd()).contains("\rMSA|AA|4711").doesNotContain("|AE|");
		}
	}

	@Test
	void framingThatCannotCarryAcknowledgmentsIsRefused() {
		assertThatThrownBy(() -> TestGateway.start(Ward.class, ".framing.type=line", ".routes[0].to=admit",
				".routes[0].reply=hl7-ack"))
			.hasMessageContaining("sluice.listeners.test.routes[0].reply")
			.hasMessageContaining("The framing cannot carry it");
	}

	@Test
	void framingThatIsChosenMayCarryAcknowledgments() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=first-of",
				".framing.first-of[0].framing.type=mllp", ".framing.first-of[0].starts=0x0b",
				".framing.first-of[1].framing.type=line", ".routes[0].to=admit", ".routes[0].reply=hl7-ack");
				TestClient client = gateway.connect()) {
			client.send(frame(message("A01", ""))).endOutput();
			assertThat(client.readToEnd()).contains("\rMSA|AA|4711");
		}
	}

	@Test
	void errorsAreThoseOfTheFramingThatIsChosen() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=first-of",
				".framing.first-of[0].framing.type=mllp", ".framing.first-of[0].starts=0x0b",
				".framing.first-of[1].framing.type=json", ".framing.first-of[1].starts={",
				".framing.first-of[2].framing.type=line", ".framing.skip=\\0", ".routes[0].when.contains=|ADT^A03|",
				".routes[0].to=discharge");
				TestClient sender = gateway.connect();
				TestClient stranger = gateway.connect();
				TestClient json = gateway.connect();
				TestClient line = gateway.connect()) {
			sender.send(frame(message("A99", "")));
			sender.send(frame(message("A03", "NE")));
			sender.send(frame(message("A03", ""))).endOutput();
			assertThat(sender.readToEnd()).containsSubsequence("\rMSA|AR|4711|no route matches",
					"\rMSA|AE|4711|the patient");
			stranger.send(frame("PING"));
			assertThat(stranger.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
			json.send("{}").endOutput();
			assertThat(json.readToEnd()).startsWith("{\"code\":\"NO_ROUTE\"");
			line.send("PING\n").endOutput();
			assertThat(line.readToEnd()).startsWith("ERR NO_ROUTE");
		}
	}

	@Test
	void templateIsUsedWhereItIsSet() throws IOException {
		try (TestGateway gateway = TestGateway.start(Ward.class, ".framing.type=mllp", ".errors.template=NO {code}",
				".routes[0].when.equals=nothing", ".routes[0].to=admit"); TestClient client = gateway.connect()) {
			client.send(frame(message("A01", "")));
			assertThat(client.read(14)).asString().isEqualTo("\u000bNO NO_ROUTE\u001c\r");
		}
	}

	@Test
	void flowThatHandsMessagesOverIsNotAcknowledged() {
		assertThatThrownBy(() -> TestGateway.start(Ward.class, ".framing.type=mllp", ".routes[0].to=later",
				".routes[0].reply=hl7-ack"))
			.rootCause()
			.hasMessageContaining("sluice.listeners.test.routes[0].reply")
			.hasMessageContaining("A message would be acknowledged before it has been handled")
			.hasMessageContaining("Let the flow reply, and set 'reply: auto'");
	}

	@Test
	void fallbackThatHandsMessagesOverIsNotAcknowledged() {
		assertThatThrownBy(() -> TestGateway.start(Ward.class, ".framing.type=mllp", ".routes[0].to=admit",
				".routes[0].fallback=later", ".routes[0].reply=hl7-ack"))
			.rootCause()
			.hasMessageContaining("sluice.listeners.test.routes[0].fallback")
			.hasMessageContaining("A message would be acknowledged before it has been handled")
			.hasMessageContaining("set 'reply: auto'");
	}

	private static HapiContext hapi() {
		HapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
		context.setValidationContext(ValidationContextFactory.noValidation());
		return context;
	}

	private static String message(String event, String condition) {
		return "MSH|^~\\&|LAB|WARD|HIS|CLINIC|20260101||ADT^%s|4711|P|2.5|||%s\rEVN||20260101\r".formatted(event,
				condition);
	}

	private static byte[] frame(String message) {
		return ("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.US_ASCII);
	}

	@Configuration(proxyBeanMethods = false)
	static class Ward {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@TcpHandler("admit")
		void admit(String message) {
			this.seen.add(message);
		}

		@TcpHandler("discharge")
		void discharge(String message) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the patient is not here");
		}

		@TcpHandler("merge")
		void merge(String message) {
			throw new IllegalStateException("a defect");
		}

		@Bean
		IntegrationFlow flow() {
			return (flow) -> flow.handle((message) -> this.seen.add(message.toString()));
		}

		@Bean
		IntegrationFlow later() {
			return (flow) -> flow.channel((channels) -> channels.executor(Runnable::run)).nullChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReplies extends Ward {

		private final AtomicInteger asked = new AtomicInteger();

		@Bean
		TcpErrorReply ownReplies() {
			return (error) -> {
				this.asked.incrementAndGet();
				return (error.request() != null && error.request().getPayload().length == 4)
						? "no header".getBytes(StandardCharsets.US_ASCII) : null;
			};
		}

	}

}
