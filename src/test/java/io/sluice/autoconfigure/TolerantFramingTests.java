package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.support.Drains;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What devices send between frames, at the end and beyond the maximum, over a socket.
 */
class TolerantFramingTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void bytesBetweenFramesAreSkippedAndTheRestIsServed(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Truncation.class, ".framing.skip=\\r\\n\\0", ".framing.bom=skip",
				".framing.rest=deliver", ".pipeline=" + pipeline, ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send(new byte[] { '\n', (byte) 0xef, (byte) 0xbb, (byte) 0xbf });
			assertThat(client.request("\r\n\0one")).isEqualTo("one");
			client.send("two\n\n\nrest").endOutput();
			assertThat(client.readToEnd()).isEqualTo("two\nrest\n");
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isOne());
		}
	}

	@Test
	void skippedBytesDoNotKeepAConnectionFromBeingIdle() throws IOException {
		try (TestGateway gateway = TestGateway.start(Truncation.class, ".framing.skip=\\0", ".timeouts.frame=100ms",
				".timeouts.idle=1s", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("\0");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("idle_timeout")).isOne());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void skippedBytesAreNoFrameForADrain(int pipeline) throws IOException {
		TestGateway gateway = TestGateway.start(Truncation.class, ".framing.skip=\\0", ".pipeline=" + pipeline,
				".timeouts.frame=1h", "sluice.shutdown.timeout=1h", ".routes[0].to=echo");
		CompletableFuture<Void> closing;
		try (TestClient client = gateway.connect(); TestClient silent = gateway.connect()) {
			assertThat(client.request("\0one")).isEqualTo("one");
			client.send("\0\0");
			silent.send("\0");
			await().until(() -> gateway.meter("sluice.bytes.received") == 8);
			closing = Drains.begin(gateway::close);
			assertThat(client.readToEnd()).isEmpty();
			assertThat(silent.readToEnd()).isEmpty();
			await().until(closing::isDone);
		}
		assertThat(gateway.closed("draining")).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void largeMessageIsAnsweredAndTheNextIsServed(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Truncation.class, ".framing.max-size=100B",
				".framing.oversize=drop", ".pipeline=" + pipeline, ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("one\n" + "x".repeat(300_000) + "\ntwo\n");
			assertThat(client.readLine()).isEqualTo("one");
			assertThat(client.readLine()).startsWith("ERR FRAME_TOO_LARGE ");
			assertThat(client.readLine()).isEqualTo("two");
			assertThat(gateway.requests("none", "frame_too_large")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void beginningOfALargeMessageHasAHeader(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Truncation.class, ".framing.max-size=9B",
				".framing.oversize=truncate", ".pipeline=" + pipeline, ".routes[0].to=truncated");
				TestClient client = gateway.connect()) {
			client.send("0123\n" + "x".repeat(300_000) + "\n456\n");
			assertThat(client.readLine()).isEqualTo("4 -");
			assertThat(client.readLine()).isEqualTo("9 true");
			assertThat(client.readLine()).isEqualTo("3 -");
		}
	}

	@Test
	void largeMessageThatDoesNotEndIsLate() throws IOException {
		try (TestGateway gateway = TestGateway.start(Truncation.class, ".framing.max-size=100B",
				".framing.oversize=drop", ".timeouts.frame=300ms", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("x".repeat(101));
			assertThat(client.readToEnd()).isNotNull();
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
		}
	}

	static class Truncation {

		@TcpHandler("truncated")
		String truncated(Message<byte[]> message) {
			Object truncated = message.getHeaders().get(SluiceHeaders.TRUNCATED);
			return message.getPayload().length + " " + ((truncated != null) ? truncated : "-");
		}

	}

}
