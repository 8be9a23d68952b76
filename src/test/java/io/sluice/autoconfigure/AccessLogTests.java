package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.spi.Redactor;
import io.sluice.support.AccessLogLines;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The access log, line by line.
 */
@ExtendWith(OutputCaptureExtension.class)
class AccessLogTests {

	private final AccessLogLines lines = new AccessLogLines();

	@AfterEach
	void detach() {
		this.lines.close();
	}

	@Test
	void connectionHasALineWhenItHasEnded() throws IOException {
		try (TestGateway gateway = start()) {
			int port;
			try (TestClient client = gateway.connect()) {
				port = client.socket().getLocalPort();
				assertThat(client.request("one")).isEqualTo("one");
				assertThat(client.request("two")).isEqualTo("two");
				assertThat(this.lines.now()).isEmpty();
			}
			this.lines.awaitOne()
				.has("event.dataset", "sluice.access")
				.has("event.action", "connection")
				.has("event.outcome", "success")
				.has("client.ip", "127.0.0.1")
				.has("client.port", port)
				.has("client.bytes", 8)
				.has("server.bytes", 8)
				.has("sluice.listener", "test")
				.has("sluice.route", "echo")
				.has("sluice.requests", 2)
				.has("sluice.outcome", "ok")
				.has("sluice.close_reason", "client_closed")
				.has("sluice.phase", "idle")
				.hasNo("sluice.payload")
				.hasNo("sluice.proxy")
				.hasNo("tls")
				.isInTime();
		}
	}

	@Test
	void requestHasALineAndItsConnectionToo() throws IOException {
		try (TestGateway gateway = start("sluice.access-log.per=request"); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			this.lines.awaitOne()
				.has("event.action", "request")
				.has("event.outcome", "success")
				.has("client.bytes", 5)
				.has("server.bytes", 5)
				.has("sluice.route", "echo")
				.has("sluice.outcome", "ok")
				.hasNo("sluice.payload")
				.hasNo("sluice.close_reason");
			client.endOutput();
			this.lines.awaitOne().has("event.action", "connection").has("sluice.close_reason", "client_closed");
		}
	}

	@Test
	void requestThatFailsSaysHow() throws IOException {
		try (TestGateway gateway = start("sluice.access-log.per=request"); TestClient client = gateway.connect()) {
			assertThat(client.request("fail")).startsWith("ERR HANDLER_ERROR");
			this.lines.awaitOne()
				.has("event.outcome", "failure")
				.has("sluice.route", "fail")
				.has("sluice.outcome", "handler_error");
		}
	}

	@Test
	void requestThatTakesTooLongHasOneLine() throws IOException {
		try (TestGateway gateway = start("sluice.access-log.per=request", ".request-timeout=100ms");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hold")).startsWith("ERR TIMEOUT");
			assertThat(client.request("next")).isEqualTo("next");
			this.lines.awaitOne().has("sluice.route", "hold").has("sluice.outcome", "timeout");
			this.lines.awaitOne().has("sluice.route", "echo").has("sluice.outcome", "ok");
		}
	}

	@Test
	void bytesThatAreNoFrameAreTold() throws IOException {
		try (TestGateway gateway = start("sluice.access-log.per=request", ".framing.max-size=100B");
				TestClient client = gateway.connect()) {
			client.send("x".repeat(101) + "\n");
			assertThat(client.readToEnd()).startsWith("ERR FRAME_TOO_LARGE");
			this.lines.awaitOne().has("event.action", "request").has("sluice.outcome", "frame_too_large");
			this.lines.awaitOne()
				.has("event.action", "connection")
				.has("event.outcome", "failure")
				.has("sluice.close_reason", "frame_too_large")
				.has("sluice.phase", "frame")
				.has("sluice.requests", 0);
		}
	}

	@Test
	void connectionHasTheRouteOfARequestAfterARejectedFrame() throws IOException {
		try (TestGateway gateway = start(".framing.max-size=100B", ".framing.oversize=drop")) {
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("x".repeat(200))).startsWith("ERR FRAME_TOO_LARGE");
				assertThat(client.request("PING")).isEqualTo("PING");
			}
			this.lines.awaitOne()
				.has("event.action", "connection")
				.has("sluice.route", "echo")
				.has("sluice.outcome", "ok");
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("PING")).isEqualTo("PING");
				assertThat(client.request("x".repeat(200))).startsWith("ERR FRAME_TOO_LARGE");
			}
			this.lines.awaitOne().hasNo("sluice.route").has("sluice.outcome", "frame_too_large");
		}
	}

	@Test
	void clientThatLeavesInsideAFrameDoesSoInItsPhase() throws IOException {
		try (TestGateway gateway = start()) {
			try (TestClient client = gateway.connect()) {
				client.send("half a fra");
			}
			this.lines.awaitOne().has("sluice.close_reason", "client_closed").has("sluice.phase", "frame");
		}
	}

	@Test
	void connectionThatIsCutWhileItsRequestIsHandledSaysSo() throws IOException {
		try (TestGateway gateway = start("sluice.shutdown.timeout=100ms"); TestClient client = gateway.connect()) {
			client.send("hold\n");
			await().until(() -> gateway.meter("sluice.requests.active") == 1);
			gateway.listener("test").stop();
			this.lines.awaitOne()
				.has("sluice.close_reason", "draining")
				.has("sluice.phase", "request")
				.has("event.outcome", "failure")
				.has("sluice.route", "hold")
				.has("sluice.requests", 1)
				.hasNo("sluice.outcome");
		}
	}

	@Test
	void clientThatDoesNotReadIsCutInItsReply() throws IOException {
		try (TestGateway gateway = start(".timeouts.write=200ms", ".framing.max-size=64MB");
				TestClient client = gateway.connect()) {
			client.send("large\n");
			this.lines.awaitOne()
				.has("sluice.close_reason", "write_timeout")
				.has("sluice.phase", "reply")
				.has("event.outcome", "failure");
		}
	}

	@Test
	void connectionThatIsReplacedHasTheNameThatItLost() throws IOException {
		try (TestGateway gateway = start(".identity.by=message", ".identity.extract.regex=^LOGIN (.*)",
				".identity.reply=LOAD"); TestClient old = gateway.connect(); TestClient current = gateway.connect()) {
			assertThat(old.request("LOGIN 860")).isEqualTo("LOAD");
			assertThat(current.request("LOGIN 860")).isEqualTo("LOAD");
			old.awaitClosed();
			this.lines.awaitOne().has("sluice.close_reason", "replaced").has("sluice.identities.0", "860");
		}
	}

	@Test
	void deniedClientIsTold() throws IOException {
		try (TestGateway gateway = start(".access.deny[0]=127.0.0.0/8"); TestClient client = gateway.connect()) {
			this.lines.awaitOne()
				.has("client.ip", "127.0.0.1")
				.has("client.port", client.socket().getLocalPort())
				.has("sluice.close_reason", "address_denied")
				.has("sluice.phase", "handshake")
				.hasNo("sluice.connection");
		}
	}

	@Test
	void addressOfTheProxyHeaderIsTheClients() throws IOException {
		try (TestGateway gateway = start(".proxy-protocol.mode=required", ".access.deny[0]=192.0.2.66")) {
			try (TestClient client = gateway.connect()) {
				client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n");
				assertThat(client.request("hello")).isEqualTo("hello");
			}
			this.lines.awaitOne()
				.has("client.ip", "192.0.2.7")
				.has("client.port", 4711)
				.has("sluice.proxy.ip", "127.0.0.1");
			try (TestClient denied = gateway.connect()) {
				denied.send("PROXY TCP4 192.0.2.66 192.0.2.1 4711 7070\r\n");
				this.lines.awaitOne().has("client.ip", "192.0.2.66").has("sluice.close_reason", "address_denied");
			}
		}
	}

	@Test
	void payloadGoesThroughTheRedactor() throws IOException {
		try (TestGateway gateway = start(RedactingHandlers.class, "sluice.access-log.enabled=true",
				"logging.level.sluice.access=info", "sluice.access-log.per=request", "sluice.access-log.payload=12B",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.request("PAN=4111 and more")).isEqualTo("PAN=4111 and more");
			this.lines.awaitOne().has("sluice.payload", "test/echo: PAN=**** and");
			assertThat(client.request("nothing")).isEqualTo("nothing");
			this.lines.awaitOne().hasNo("sluice.payload");
		}
	}

	@Test
	void redactorThatFailsCostsThePayloadAndNotTheLine(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start(RedactingHandlers.class, "sluice.access-log.enabled=true",
				"logging.level.sluice.access=info", "sluice.access-log.per=request", "sluice.access-log.payload=12B",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			for (String text : List.of("boom", "deep")) {
				assertThat(client.request(text)).isEqualTo(text);
				this.lines.awaitOne().hasNo("sluice.payload").has("sluice.outcome", "ok");
			}
			assertThat(output).contains("[test] a payload is left out of the access log").doesNotContain("\tat ");
		}
	}

	@Test
	void payloadsWithoutARedactorAreWarnedOf(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start("sluice.access-log.per=request", "sluice.access-log.payload=1KB");
				TestClient client = gateway.connect()) {
			assertThat(output).contains("there is no Redactor bean");
			assertThat(client.request("say \"hi\"\tthere")).isEqualTo("say \"hi\"\tthere");
			this.lines.awaitOne().has("sluice.payload", "say \"hi\"\tthere");
		}
	}

	@Test
	void logThatCannotKeepUpDropsAndCountsAndHoldsNobody() throws IOException {
		int requests = 10_000;
		try (TestGateway gateway = start("sluice.access-log.per=request"); TestClient client = gateway.connect()) {
			this.lines.hold();
			for (int i = 0; i < requests; i++) {
				assertThat(client.request("x")).isEqualTo("x");
			}
			assertThat(gateway.meter("sluice.access.log.dropped")).isBetween(1000.0, (double) requests);
			int dropped = (int) gateway.meter("sluice.access.log.dropped");
			this.lines.release();
			await().untilAsserted(() -> assertThat(this.lines.count()).isEqualTo(requests - dropped));
		}
	}

	@Test
	void nothingIsMissingWhenTheApplicationHasEnded() throws IOException {
		TestGateway gateway = start();
		try (gateway; TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
		}
		assertThat(this.lines.now()).hasSize(1);
	}

	@Test
	void loggerThatIsNotAtInfoIsWarnedOf(CapturedOutput output) {
		try (TestGateway gateway = start("logging.level.sluice.access=warn")) {
			assertThat(gateway.port()).isPositive();
			assertThat(output).contains("'logging.level.sluice.access'");
		}
	}

	@Test
	void nothingIsToldUnlessAskedFor() throws IOException {
		try (TestGateway gateway = start(Handlers.class, ".routes[0].to=echo")) {
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("hello")).isEqualTo("hello");
			}
			await().until(() -> gateway.closed("client_closed") == 1);
		}
		assertThat(this.lines.now()).isEmpty();
	}

	private TestGateway start(String... properties) {
		String[] all = { "sluice.access-log.enabled=true", "logging.level.sluice.access=info", ".routes[0].to=fail",
				".routes[0].when.equals=fail", ".routes[1].to=hold", ".routes[1].when.equals=hold",
				".routes[2].to=large", ".routes[2].when.equals=large", ".routes[3].to=echo" };
		return start(Handlers.class, Stream.of(all, properties).flatMap(Stream::of).toArray(String[]::new));
	}

	private TestGateway start(Class<?> beans, String... properties) {
		TestGateway gateway = TestGateway.start(beans, properties);
		this.lines.listen();
		return gateway;
	}

	static class Handlers {

		@TcpHandler("fail")
		String fail() {
			throw new IllegalStateException("as asked");
		}

		@TcpHandler("hold")
		String hold() throws InterruptedException {
			new CountDownLatch(1).await();
			return "";
		}

		@TcpHandler("large")
		byte[] large() {
			return new byte[64 * 1024 * 1024];
		}

	}

	static class RedactingHandlers {

		@Bean
		Redactor redactor() {
			return (listener, route, payload) -> {
				return switch (payload) {
					case "nothing" -> null;
					case "boom" -> throw new IllegalStateException("cannot read it");
					case "deep" -> throw new StackOverflowError();
					default -> listener + "/" + route + ": " + payload.replaceAll("[0-9]", "*");
				};
			};
		}

	}

}
