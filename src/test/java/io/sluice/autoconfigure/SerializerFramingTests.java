package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import lombok.RequiredArgsConstructor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.serializer.DefaultDeserializer;
import org.springframework.core.serializer.Deserializer;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;
import org.springframework.integration.ip.tcp.serializer.MapJsonSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A codec of Spring Integration: {@code framing.type: spring}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SerializerFramingTests {

	@ParameterizedTest
	@CsvSource({ "crlf,50494e470d0a", "lengths,000450494e47", "stxEtx,0250494e4703" })
	void requestIsEchoedWholeByteByByteAndBehindAnother(String codec, String frame) throws IOException {
		byte[] bytes = HexFormat.of().parseHex(frame);
		try (TestGateway gateway = start(codec); TestClient client = gateway.connect()) {
			client.send(bytes);
			assertThat(HexFormat.of().formatHex(client.read(bytes.length))).isEqualTo(frame);
			for (byte b : bytes) {
				client.send(new byte[] { b });
			}
			assertThat(HexFormat.of().formatHex(client.read(bytes.length))).isEqualTo(frame);
			client.send(HexFormat.of().parseHex(frame + frame + frame));
			assertThat(HexFormat.of().formatHex(client.read(3 * bytes.length))).isEqualTo(frame.repeat(3));
			client.endOutput();
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
		}
	}

	@Test
	void exceptionOfTheDeserializerIsABadFrame() throws IOException {
		try (TestGateway gateway = start("stxEtx"); TestClient client = gateway.connect()) {
			client.send("PING");
			assertThat(client.readToEnd()).startsWith("\u0002ERR BAD_FRAME Expected STX to begin message");
			await().untilAsserted(() -> assertThat(gateway.closed("bad_frame")).isOne());
		}
	}

	@Test
	void deserializerMayNotReadMoreThanMaxSizeAndALittle() throws IOException {
		try (TestGateway gateway = TestGateway.start(Codecs.class, ".framing.type=spring", ".framing.name=all",
				".framing.max-size=1KB", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("x".repeat(10_000));
			client.readToEnd();
			await().untilAsserted(() -> assertThat(gateway.closed("frame_too_large")).isOne());
		}
	}

	@Test
	void messageOfTheDeserializerIsNoLargerThanMaxSize() throws IOException {
		try (TestGateway gateway = TestGateway.start(Codecs.class, ".framing.type=spring", ".framing.name=crlf",
				".framing.max-size=128B", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("x".repeat(128) + "\r\n" + "x".repeat(129) + "\r\n");
			assertThat(client.readLine()).isEqualTo("x".repeat(128) + "\r");
			assertThat(client.readToEnd()).startsWith("ERR FRAME_TOO_LARGE ");
			await().untilAsserted(() -> assertThat(gateway.closed("frame_too_large")).isOne());
		}
	}

	@Test
	void streamThatEndsInsideAFrameIsNoRequest() throws IOException {
		try (TestGateway gateway = start("crlf"); TestClient client = gateway.connect()) {
			client.send("PING\r\nPI");
			assertThat(client.readLine()).isEqualTo("PING\r");
			client.endOutput();
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
			assertThat(gateway.requests("test", "ok")).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void halfReadFrameHasADeadline() throws IOException {
		try (TestGateway gateway = TestGateway.start(Codecs.class, ".framing.type=spring", ".framing.name=crlf",
				".timeouts.frame=100ms", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("PI");
			assertThat(client.readToEnd()).startsWith("ERR TIMEOUT");
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
		}
	}

	@Test
	void replyThatTheSerializerRefusesIsAHandlerError() throws IOException {
		try (TestGateway gateway = TestGateway.start(Codecs.class, ".framing.type=spring", ".framing.name=shortLengths",
				".routes[0].to=long", ".routes[0].reply.text=" + "x".repeat(40) + "{peer}".repeat(30));
				TestClient client = gateway.connect()) {
			client.send(new byte[] { 1, 'a' });
			byte[] length = client.read(1);
			assertThat(new String(client.read(length[0] & 0xff), StandardCharsets.US_ASCII))
				.startsWith("ERR HANDLER_ERROR the reply cannot be sent");
		}
	}

	@Test
	void messageUpToTheEndOfTheStreamIsOneRequest() throws IOException {
		try (TestGateway gateway = start("all"); TestClient client = gateway.connect()) {
			client.send("hi");
			client.endOutput();
			assertThat(client.readToEnd()).isEqualTo("hi");
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
			assertThat(gateway.requests("test", "ok")).isLessThanOrEqualTo(1);
			assertThat(gateway.closed()).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "idle", "deep", "greedy" })
	void deserializerThatReadsNothingOrFailsWithAnErrorIsADefect(String codec, CapturedOutput output)
			throws IOException {
		try (TestGateway gateway = start(codec); TestClient client = gateway.connect()) {
			client.send("hi");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isOne());
			assertThat(gateway.closed()).isOne();
			assertThat(gateway.requests("test", "ok")).isZero();
		}
		assertThat(output).containsOnlyOnce("because its framing is broken").doesNotContain(" ERROR ");
	}

	@Test
	void bindsToACodecThatDoesBoth() {
		assertThatThrownBy(() -> start("onlyReads")).rootCause()
			.hasMessageContaining("sluice.listeners.test.framing.name")
			.hasMessageContaining("a Deserializer and no Serializer");
		assertThatThrownBy(() -> start("clrf")).rootCause()
			.hasMessageContaining("There is no bean of type Deserializer with this name")
			.hasMessageContaining("crlf");
	}

	@Test
	void beanOfAnotherTypeIsNamedWithItsType() {
		assertThatThrownBy(
				() -> TestGateway.start(Codecs.class, ".framing.type=bean", ".framing.name=crlf", ".routes[0].to=echo"))
			.rootCause()
			.hasMessageContaining("The bean is a ByteArrayCrLfSerializer and no Framing. Known are: none");
	}

	@Test
	void deserializerOfOtherObjectsIsADefect() throws IOException {
		try (TestGateway gateway = start("maps"); TestClient client = gateway.connect()) {
			client.send("{\"a\":1}\n");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isOne());
		}
	}

	private static TestGateway start(String codec) {
		return TestGateway.start(Codecs.class, ".framing.type=spring", ".framing.name=" + codec, ".routes[0].to=echo");
	}

	@Configuration(proxyBeanMethods = false)
	static class Codecs {

		@Bean
		ByteArrayCrLfSerializer crlf() {
			return new ByteArrayCrLfSerializer();
		}

		@Bean
		ByteArrayLengthHeaderSerializer lengths() {
			return new ByteArrayLengthHeaderSerializer(ByteArrayLengthHeaderSerializer.HEADER_SIZE_UNSIGNED_SHORT);
		}

		@Bean
		ByteArrayLengthHeaderSerializer shortLengths() {
			return new ByteArrayLengthHeaderSerializer(ByteArrayLengthHeaderSerializer.HEADER_SIZE_UNSIGNED_BYTE);
		}

		@Bean
		ByteArrayStxEtxSerializer stxEtx() {
			return new ByteArrayStxEtxSerializer();
		}

		@Bean
		MapJsonSerializer maps() {
			return new MapJsonSerializer();
		}

		@Bean
		Deserializer<Object> onlyReads() {
			return new DefaultDeserializer();
		}

		@Bean
		AbstractByteArraySerializer all() {
			return new Reading(InputStream::readAllBytes);
		}

		@Bean
		AbstractByteArraySerializer idle() {
			return new Reading((in) -> new byte[0]);
		}

		@Bean
		AbstractByteArraySerializer deep() {
			return new Reading((in) -> {
				throw new StackOverflowError();
			});
		}

		@Bean
		AbstractByteArraySerializer greedy() {
			return new Reading((in) -> new byte[in.read() - 'h' + Integer.MAX_VALUE]);
		}

		@TcpHandler("long")
		void takeLong(String message) {
		}

	}

	/** Reads as a function does, and writes messages as they are. */
	@RequiredArgsConstructor
	private static final class Reading extends AbstractByteArraySerializer {

		private final Deserializer<byte[]> deserializer;

		@Override
		public byte[] deserialize(InputStream in) throws IOException {
			return this.deserializer.deserialize(in);
		}

		@Override
		public void serialize(byte[] message, OutputStream out) throws IOException {
			out.write(message);
		}

	}

}
