package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.client.RequestUnansweredException;
import io.sluice.client.SluiceClient;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.test.Answer;
import io.sluice.test.FakeTcpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A framing of the application: {@code framing.type: bean}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnFramingTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void messagesAreFramedByTheBean(int pipeline) throws IOException {
		try (TestGateway gateway = start(pipeline); TestClient client = gateway.connect()) {
			client.send("one;two;thr");
			assertThat(client.read(8)).asString().isEqualTo("one;two;");
			client.send("ee;");
			assertThat(client.read(6)).asString().isEqualTo("three;");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void rejectedFrameIsAnsweredInItsPlaceAndTheNextIsServed(int pipeline) throws IOException {
		try (TestGateway gateway = start(pipeline); TestClient client = gateway.connect()) {
			client.send("one;!bad;two;?;three;");
			assertThat(client.read(57)).asString()
				.isEqualTo("one;ERR BAD_FRAME it begins with an exclamation mark;two;");
			assertThat(client.read(7)).asString().isEqualTo("\u0015three;");
			assertThat(gateway.requests("none", "bad_frame")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "silent", "close" })
	void rejectedFrameIsPassedOverWhereErrorsAreNotAnswered(String mode) throws IOException {
		try (TestGateway gateway = TestGateway.start(Framings.class, ".framing.type=bean", ".framing.name=toy",
				".errors.mode=" + mode, ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("one;!bad;two;");
			assertThat(client.read(8)).asString().isEqualTo("one;two;");
		}
	}

	@Test
	void lostBeginningOfAMessageIsCounted() throws IOException {
		try (TestGateway gateway = start(1); TestClient client = gateway.connect()) {
			client.send("lost^found;");
			assertThat(client.read(6)).asString().isEqualTo("found;");
			assertThat(gateway.requests("none", "bad_frame")).isOne();
		}
	}

	@Test
	void truncatedMessageHasAHeader() throws IOException {
		try (TestGateway gateway = TestGateway.start(Framings.class, ".framing.type=bean", ".framing.name=toy",
				".routes[0].to=truncated"); TestClient client = gateway.connect()) {
			client.send("whole;" + "x".repeat(25) + ";whole;");
			assertThat(client.read(33)).asString().isEqualTo("whole false;xxxxx true;whole fals");
		}
	}

	@Test
	void defectOfTheFramingClosesTheConnectionAsServerError() throws IOException {
		try (TestGateway gateway = start(1); TestClient client = gateway.connect()) {
			client.send("one;#;");
			assertThat(client.readToEnd()).isEqualTo("one;");
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isOne());
		}
	}

	@Test
	void clientAndUpstreamSpeakTheSameFraming() {
		try (FakeTcpServer bank = FakeTcpServer.start(new Semicolons());
				TestGateway gateway = startWithUpstream(bank.port(), ".framing.type=bean", ".framing.name=toy");
				SluiceClient client = SluiceClient.to("127.0.0.1", gateway.port(), new Semicolons()).open()) {
			bank.otherwise().answer(Answer.reply((request) -> reverse(request)).splitAt(2));
			assertThat(client.request("abc".getBytes(StandardCharsets.US_ASCII))).asString().isEqualTo("cba");
			assertThat(client.request("de\n".getBytes(StandardCharsets.US_ASCII))).asString().isEqualTo("\ned");
			bank.expectReceived("abc").expectReceived("de\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "bad, false, no number is expected", "bad, true, no number is expected", "~, false, no tilde" })
	void defectAtAnUpstreamFailsTheRequestAndTheLogHasOneWarning(String request, boolean sticky, String defect,
			CapturedOutput output) throws IOException {
		try (FakeTcpServer bank = FakeTcpServer.start(new Semicolons());
				TestGateway gateway = startWithUpstream(bank.port(),
						sticky ? "sluice.upstreams.core.sticky=true" : "sluice.upstreams.core.connections=1")) {
			bank.when("good").answer(Answer.reply("fine"));
			bank.otherwise().answer(Answer.reply("#"));
			for (int i = 0; i < 3; i++) {
				try (TestClient client = gateway.connect()) {
					assertThat(client.request("good")).isEqualTo("fine");
					assertThat(client.request(request)).startsWith("ERR UPSTREAM_UNAVAILABLE ");
				}
			}
			assertThat(gateway.requests("core", "upstream_unavailable")).isEqualTo(3);
			await().until(() -> output.getAll().contains(" WARN "));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
			.asString()
			.contains("[core] a connection to 127.0.0.1:", " is closed, because its framing is broken");
		assertThat(output).contains(defect).doesNotContain(" ERROR ");
	}

	@Test
	void defectOnAReplyFailsTheRequestOfAClient() {
		try (FakeTcpServer bank = FakeTcpServer.start(new Semicolons());
				SluiceClient client = SluiceClient.to("127.0.0.1", bank.port(), new Semicolons()).open()) {
			bank.otherwise().answer(Answer.reply("#"));
			assertThatExceptionOfType(RequestUnansweredException.class)
				.isThrownBy(() -> client.request("bad".getBytes(StandardCharsets.US_ASCII)))
				.withMessageContaining("no number is expected");
		}
	}

	private static byte[] reverse(byte[] message) {
		return new StringBuilder(new String(message, StandardCharsets.US_ASCII)).reverse()
			.toString()
			.getBytes(StandardCharsets.US_ASCII);
	}

	/** Starts a gateway whose upstream has the framing of the application. */
	private static TestGateway startWithUpstream(int port, String... listener) {
		List<String> properties = new ArrayList<>(List.of(listener));
		String upstream = "sluice.upstreams.core.";
		Collections.addAll(properties, upstream + "to=127.0.0.1:" + port, upstream + "framing.type=bean",
				upstream + "framing.name=toy", ".routes[0].to=core");
		return TestGateway.start(Framings.class, properties.toArray(String[]::new));
	}

	private static TestGateway start(int pipeline) {
		return TestGateway.start(Framings.class, ".framing.type=bean", ".framing.name=toy", ".pipeline=" + pipeline,
				".routes[0].to=echo");
	}

	@Configuration(proxyBeanMethods = false)
	static class Framings {

		@Bean
		Framing toy() {
			return new Semicolons();
		}

		@TcpHandler("truncated")
		String truncated(Message<byte[]> message) {
			return new String(message.getPayload(), StandardCharsets.US_ASCII) + " "
					+ message.getHeaders().containsKey(SluiceHeaders.TRUNCATED);
		}

	}

	/**
	 * Messages of up to 20 bytes that end in a semicolon. An exclamation mark or a
	 * question mark before one rejects it, a caret begins it again, a number sign breaks
	 * the decoder, and a tilde the output.
	 */
	private static final class Semicolons implements Framing, Decoder {

		@Override
		public int maxSize() {
			return 100;
		}

		@Override
		public Decoder decoder() {
			return this;
		}

		@Override
		public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
			int end = in.indexOf((byte) ';', in.scanned());
			if (end < 0) {
				return in.need(in.size() + 1, in.size());
			}
			int caret = in.indexOf((byte) '^', 0, end);
			if (caret >= 0) {
				in.drop(caret + 1);
				return decode(in);
			}
			byte[] message = in.copy(0, end);
			in.skip(end + 1);
			return switch (message[0]) {
				case '!' -> throw FrameException.resumable(ErrorCode.BAD_FRAME, "it begins with an exclamation mark");
				case '?' -> throw FrameException.answered("it is a question", new byte[] { 0x15 });
				case '#' -> throw new IllegalStateException("no number is expected");
				default -> cut(message, in);
			};
		}

		private static byte[] cut(byte[] message, FrameBuffer in) {
			if (message.length > 20) {
				in.recordTruncation();
				return Arrays.copyOf(message, 5);
			}
			return message;
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			if (message.length == 1 && message[0] == '~') {
				throw new IllegalStateException("no tilde is written");
			}
			out.write(message);
			out.write(';');
		}

	}

}
