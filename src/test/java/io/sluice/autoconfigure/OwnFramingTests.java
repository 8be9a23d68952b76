package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A framing of the application: {@code framing.type: bean}.
 */
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
	 * the decoder.
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
			out.write(message);
			out.write(';');
		}

	}

}
