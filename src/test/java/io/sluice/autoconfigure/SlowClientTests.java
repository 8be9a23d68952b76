package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that take their time, or all of it.
 */
class SlowClientTests {

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void frameThatTakesTooLongIsAnsweredAndItsConnectionClosed(String threads) throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.frame=300ms",
				".executor.type=" + threads, ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("in time\nand then not");
			assertThat(client.readToEnd()).isEqualTo("in time\nERR TIMEOUT the frame took longer than 300ms\n");
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
			assertThat(gateway.requests("none", "timeout")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void lateClientThatDoesNotCloseIsDisconnected(String threads) throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.frame=300ms",
				".executor.type=" + threads, ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("half a line");
			assertThat(client.readLine()).isEqualTo("ERR TIMEOUT the frame took longer than 300ms");
			assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
			assertThat(gateway.meter("sluice.connections.active")).isZero();
		}
	}

	@Test
	@Waiting
	void bytesThatKeepComingDoNotProlongAFrame() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.frame=500ms",
				".framing.type=length", ".errors.mode=close", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send(new byte[] { 0, 0, 100, 0 });
			await().until(() -> {
				trickle(client);
				return gateway.closed("frame_timeout") == 1;
			});
		}
	}

	/**
	 * The gateway may have closed the connection a moment ago.
	 */
	private static void trickle(TestClient client) throws IOException {
		try {
			client.send(new byte[] { 0 });
		}
		catch (SocketException ex) {
			// it is the reason that counts
		}
	}

	@Test
	@Waiting
	void frameBeginsAnewWithEveryFrame() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.frame=1s", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
			client.send("there is always");
			while (System.nanoTime() < end) {
				client.send(" more\nthere is always");
				assertThat(client.readLine()).isEqualTo("there is always more");
			}
		}
	}

	@Test
	@Waiting
	void connectionMayBeIdleBetweenFrames() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.frame=300ms",
				".routes[0].to=echo"); TestClient idle = gateway.connect(); TestClient late = gateway.connect()) {
			assertThat(idle.request("before")).isEqualTo("before");
			late.send("incomplete");
			late.readToEnd();
			assertThat(idle.request("after")).isEqualTo("after");
		}
	}

	@Test
	@Waiting
	void clientThatDoesNotReadIsDisconnected() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.write=300ms",
				".framing.max-size=1MB", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			Thread.ofVirtual().start(() -> sendWithoutReading(client));
			await().untilAsserted(() -> assertThat(gateway.closed("write_timeout")).isOne());
			assertThat(gateway.meter("sluice.connections.active")).isZero();
		}
	}

	@Test
	@Waiting
	void idleClientIsTold() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.idle=300ms",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("idle_timeout")).isOne());
		}
	}

	@Test
	@Waiting
	void idleClientThatDoesNotCloseIsDisconnected() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.idle=300ms",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
			await().untilAsserted(() -> assertThat(gateway.closed("idle_timeout")).isOne());
		}
	}

	@Test
	@Waiting
	void clientWithSomethingInFlightIsNotIdle() throws IOException {
		try (TestGateway gateway = TestGateway.start(Slow.class, ".timeouts.idle=200ms", ".routes[0].to=slow");
				TestClient client = gateway.connect()) {
			assertThat(client.request("hello")).isEqualTo("hello");
		}
	}

	@Test
	@Waiting
	void oldConnectionEndsBetweenTwoMessages() throws IOException {
		try (TestGateway gateway = TestGateway.start(SlowClientTests.class, ".timeouts.max-age=500ms",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			int answered = 0;
			String rest = "";
			try {
				while (answered >= 0) {
					assertThat(client.request("hello")).isEqualTo("hello");
					answered++;
				}
			}
			catch (IOException ex) {
				rest = String.valueOf(ex.getMessage());
			}
			assertThat(answered).isPositive();
			assertThat(rest).doesNotContain("hel");
			await().untilAsserted(() -> assertThat(gateway.closed("max_age")).isOne());
		}
	}

	static class Slow {

		@TcpHandler("slow")
		String slow(String line) {
			await().during(Duration.ofMillis(800)).until(() -> true);
			return line;
		}

	}

	private static void sendWithoutReading(TestClient client) {
		String line = "x".repeat(1_000_000) + "\n";
		try {
			for (int i = 0; i < 100; i++) {
				client.send(line);
			}
		}
		catch (IOException ex) {
			// disconnected, as expected
		}
	}

}
