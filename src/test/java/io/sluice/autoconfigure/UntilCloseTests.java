package io.sluice.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.support.Drains;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A message that ends when its client ends the stream: {@code framing.type: until-close}.
 */
class UntilCloseTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void replyFollowsTheEndOfTheClientsStream(int pipeline) throws IOException {
		try (TestGateway gateway = start(".pipeline=" + pipeline, ".routes[0].to=echo")) {
			try (TestClient client = gateway.connect()) {
				client.send("one\n");
				client.send("x".repeat(50_000)).endOutput();
				assertThat(client.readToEnd()).isEqualTo("one\n" + "x".repeat(50_000));
			}
			try (TestClient client = gateway.connect()) {
				assertThat(client.endOutput().readToEnd()).isEmpty();
			}
			assertThat(gateway.requests("echo", "ok")).isOne();
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isEqualTo(2));
		}
	}

	/**
	 * The client has nothing to send any more, and its request takes longer than an idle
	 * connection lives.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void replyReachesItsClientInADrainAndAfterTheIdleTimeout(int pipeline) throws IOException {
		TestGateway gateway = start(".pipeline=" + pipeline, ".timeouts.idle=200ms", ".timeouts.frame=200ms",
				".routes[0].to=hold");
		CompletableFuture<Void> closing;
		try (TestClient client = gateway.connect(); TestClient other = gateway.connect()) {
			client.send("held").endOutput();
			await().until(() -> gateway.meter("sluice.requests.active") == 1);
			// it has passed for the second connection, and so for the first one too
			assertThat(other.readToEnd()).isEmpty();
			closing = Drains.begin(gateway::close);
			gateway.context().getBean(Held.class).permits.release();
			assertThat(client.readToEnd()).isEqualTo("held at last");
		}
		await().until(closing::isDone);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void whatADrainCutsOffIsNoMessage(int pipeline) throws IOException {
		TestGateway gateway = start(".pipeline=" + pipeline, ".routes[0].to=echo");
		CompletableFuture<Void> closing;
		try (TestClient client = gateway.connect()) {
			client.send("half");
			await().until(() -> gateway.meter("sluice.bytes.received") == 4);
			closing = Drains.begin(gateway::close);
			assertThat(client.readToEnd()).isEmpty();
		}
		await().until(closing::isDone);
		assertThat(gateway.requests("echo", "ok")).isZero();
	}

	/** Its bytes come faster one after another than the deadline, and all later. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void uploadThatLastsLongerThanTheFrameTimeoutIsDelivered(int pipeline) throws IOException {
		try (TestGateway gateway = start(".pipeline=" + pipeline, ".timeouts.frame=1500ms", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			long begin = System.nanoTime();
			AtomicInteger sent = new AtomicInteger();
			await().pollInterval(Duration.ofMillis(20)).until(() -> {
				client.send("x");
				sent.incrementAndGet();
				return System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(3);
			});
			assertThat(client.endOutput().readToEnd()).isEqualTo("x".repeat(sent.get()));
			assertThat(gateway.requests("echo", "ok")).isOne();
		}
	}

	@Test
	void clientThatSendsNothingMoreIsLate() throws IOException {
		try (TestGateway gateway = start(".timeouts.frame=300ms", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("half");
			client.readToEnd();
			await().untilAsserted(() -> assertThat(gateway.closed("frame_timeout")).isOne());
			assertThat(gateway.requests("echo", "ok")).isZero();
		}
	}

	private static TestGateway start(String... properties) {
		String[] all = new String[properties.length + 1];
		System.arraycopy(properties, 0, all, 1, properties.length);
		all[0] = ".framing.type=until-close";
		return TestGateway.start(Held.class, all);
	}

	static class Held {

		final Semaphore permits = new Semaphore(0);

		@TcpHandler("hold")
		String hold(String message) throws InterruptedException {
			this.permits.acquire();
			return message + " at last";
		}

	}

}
