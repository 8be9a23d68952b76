package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.process.LogLimit;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What handlers are given, what they may return, and what becomes of what they throw.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestTests {

	private static final String[] HANDLERS = { "bytes", "text", "order", "headers", "message", "reply", "close",
			"nothing", "none", "later", "fails", "refuses", "error", "lineBreak", "checked", "null-later", "list" };

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		String[] properties = new String[HANDLERS.length * 2 + 1];
		for (int i = 0; i < HANDLERS.length; i++) {
			properties[2 * i] = ".routes[%d].to=%s".formatted(i, HANDLERS[i]);
			properties[2 * i + 1] = ".routes[%d].when.starts-with=%s:".formatted(i, HANDLERS[i]);
		}
		properties[2 * HANDLERS.length] = ".charset=ISO-8859-1";
		gateway = TestGateway.start(Handlers.class, properties);
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			bytes:abc    | cba:setyb
			text:abc     | TEXT:ABC
			list:        | [1,2,3]
			message:abc  | 11 bytes
			headers:x    | test headers 127.0.0.1
			reply:x      | from a message
			later:x      | later
			refuses:x    | ERR BAD_PAYLOAD no such order
			lineBreak:x  | ERR HANDLER_ERROR two lines
			fails:x      | ERR HANDLER_ERROR the request could not be handled
			error:x      | ERR HANDLER_ERROR the request could not be handled
			checked:x    | ERR HANDLER_ERROR the request could not be handled
			unknown      | ERR NO_ROUTE no route matches
			""")
	void requestIsAnswered(String request, String reply) throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request(request)).isEqualTo(reply);
			assertThat(client.request("text:still here")).as("the connection lives on").isEqualTo("TEXT:STILL HERE");
		}
	}

	@Test
	void textIsInTheListenersCharset() throws IOException {
		try (TestClient client = gateway.connect()) {
			client.send("text:äöü\n".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(client.read(9)).isEqualTo("TEXT:ÄÖÜ\n".getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	@Test
	void handlerWithoutResultDoesNotAnswer() throws IOException {
		try (TestClient client = gateway.connect()) {
			client.send("nothing:\nnone:\nnull-later:\ntext:a\n");
			assertThat(client.readLine()).isEqualTo("TEXT:A");
		}
		assertThat(gateway.requests("nothing", "ok")).isPositive();
	}

	@Test
	void closeHeaderClosesAfterTheReply() throws IOException {
		long before = gateway.closed("handler_requested");
		try (TestClient client = gateway.connect()) {
			client.send("close:\ntext:never handled\n");
			assertThat(client.readToEnd()).isEqualTo("bye\n");
		}
		await().untilAsserted(() -> assertThat(gateway.closed("handler_requested")).isEqualTo(before + 1));
	}

	@Test
	void outcomeOfEveryRequestIsCounted() throws IOException {
		long failed = gateway.requests("fails", "handler_error");
		long refused = gateway.requests("refuses", "bad_payload");
		long unrouted = gateway.requests("none", "no_route");
		try (TestClient client = gateway.connect()) {
			client.request("fails:");
			client.request("refuses:");
			client.request("?");
			client.request("text:");
		}
		assertThat(gateway.requests("fails", "handler_error")).isEqualTo(failed + 1);
		assertThat(gateway.requests("refuses", "bad_payload")).isEqualTo(refused + 1);
		assertThat(gateway.requests("none", "no_route")).isEqualTo(unrouted + 1);
		await().untilAsserted(() -> assertThat(gateway.meter("sluice.requests.active")).isZero());
	}

	@Test
	void onlyDefectsLeaveAStackTraceAndOnlyTheFirstOfAKind(CapturedOutput output) throws IOException {
		try (TestGateway fresh = TestGateway.start(Handlers.class, ".routes[0].to=fails",
				".routes[0].when.equals=fails:", ".routes[1].to=refuses", ".routes[1].when.equals=refuses:");
				TestClient client = fresh.connect()) {
			client.request("refuses:");
			client.request("unknown");
			assertThat(output.getAll()).doesNotContain("Exception");
			for (int i = 0; i < 10; i++) {
				client.request("fails:");
			}
			assertThat(fresh.requests("fails", "handler_error")).isEqualTo(10);
			assertThat(output.getAll()).containsOnlyOnce("[test] request failed in route 'fails'")
				.containsOnlyOnce("IllegalStateException: secret");
		}
	}

	@Test
	void furtherDefectsAreReportedByTheSweeperAndAtTheStop(CapturedOutput output) throws IOException {
		String line = "[test] request failed in route 'fails' %d more times: java.lang.IllegalStateException: secret";
		try (TestGateway fresh = TestGateway.start(Handlers.class, ".routes[0].to=fails")) {
			try (TestClient client = fresh.connect()) {
				client.request("one");
				client.request("two");
				client.request("three");
			}
			fresh.listener("test").sweep(System.nanoTime() + LogLimit.PERIOD_NANOS);
			assertThat(output.getAll()).contains(line.formatted(2));
			try (TestClient client = fresh.connect()) {
				client.request("four");
			}
		}
		assertThat(output.getAll()).contains(line.formatted(1));
	}

	@Test
	void defectsTextIsNotForTheClient() throws IOException {
		try (TestClient client = gateway.connect()) {
			assertThat(client.request("fails:")).doesNotContain("secret", "Exception");
		}
	}

	static class Handlers {

		@TcpHandler("bytes")
		byte[] bytes(byte[] payload) {
			byte[] reversed = new byte[payload.length];
			for (int i = 0; i < payload.length; i++) {
				reversed[i] = payload[payload.length - 1 - i];
			}
			return reversed;
		}

		@TcpHandler("text")
		String text(String payload) {
			return payload.toUpperCase(Locale.ROOT);
		}

		@TcpHandler("list")
		List<Integer> list() {
			return List.of(1, 2, 3);
		}

		@TcpHandler("order")
		void order(String payload) {
		}

		@TcpHandler("headers")
		String headers(@Header(SluiceHeaders.LISTENER) String listener, @Header(SluiceHeaders.ROUTE) String route,
				@Headers Map<String, Object> headers) {
			return listener + " " + route + " " + headers.get(IpHeaders.IP_ADDRESS);
		}

		@TcpHandler("message")
		String message(Message<byte[]> message) {
			return message.getPayload().length + " bytes";
		}

		@TcpHandler("reply")
		Message<?> reply(Message<byte[]> request) {
			return MessageBuilder.withPayload("from a message").copyHeaders(request.getHeaders()).build();
		}

		@TcpHandler("close")
		Message<?> close() {
			return MessageBuilder.withPayload("bye").setHeader(SluiceHeaders.CLOSE, true).build();
		}

		@TcpHandler("nothing")
		void nothing() {
		}

		@TcpHandler("none")
		String none() {
			return null;
		}

		@TcpHandler("later")
		CompletionStage<String> later() {
			return CompletableFuture.supplyAsync(() -> "later");
		}

		@TcpHandler("null-later")
		CompletionStage<String> nullLater() {
			return CompletableFuture.supplyAsync(() -> null);
		}

		@TcpHandler("fails")
		String fails() {
			throw new IllegalStateException("secret");
		}

		@TcpHandler("checked")
		String checked() throws IOException {
			throw new IOException("secret");
		}

		@TcpHandler("error")
		String error() {
			throw new StackOverflowError("secret");
		}

		@TcpHandler("refuses")
		String refuses() {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "no such order");
		}

		@TcpHandler("lineBreak")
		String lineBreak() {
			throw new TcpHandlerException("two\r\nlines");
		}

	}

	/**
	 * JSON payloads, on a listener of their own.
	 */
	@Test
	void jsonIsReadValidatedAndWritten() throws IOException {
		try (TestGateway json = TestGateway.start(JsonHandlers.class, ".framing.type=json", ".routes[0].to=double");
				TestClient client = json.connect()) {
			assertThat(client.request("{\"number\":21}")).isEqualTo("{\"doubled\":42}");
			assertThat(client.request("{\"number\":-1}"))
				.isEqualTo("{\"code\":\"BAD_PAYLOAD\",\"message\":\"the payload is not valid: number\"}");
			assertThat(client.request("{\"number\":\"x\"}"))
				.isEqualTo("{\"code\":\"BAD_PAYLOAD\",\"message\":\"the payload cannot be read\"}");
			assertThat(client.request("[1]"))
				.isEqualTo("{\"code\":\"BAD_PAYLOAD\",\"message\":\"the payload cannot be read\"}");
		}
	}

	@Test
	void exceptionOfTheMethodItselfIsNotTheClientsMistake() throws IOException {
		try (TestGateway json = TestGateway.start(JsonHandlers.class, ".routes[0].to=converts");
				TestClient client = json.connect()) {
			assertThat(client.request("{}")).startsWith("ERR HANDLER_ERROR");
		}
	}

	static class JsonHandlers {

		@TcpHandler("double")
		Doubled twice(@Valid Amount amount) {
			return new Doubled(amount.number() * 2);
		}

		@TcpHandler("converts")
		String converts() {
			throw new MessageConversionException("of the handler's own making");
		}

		record Amount(@Positive int number) {

		}

		record Doubled(int doubled) {

		}

	}

}
