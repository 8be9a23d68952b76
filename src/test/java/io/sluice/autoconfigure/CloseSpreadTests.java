package io.sluice.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When idle connections end while the context closes.
 */
class CloseSpreadTests {

	/**
	 * None earlier than its turn, and those whose turn has not come are served.
	 */
	@Test
	void idleConnectionsEndOneAfterAnother() throws Exception {
		TestGateway gateway = TestGateway.start(CloseSpreadTests.class, "sluice.shutdown.close-spread=3s",
				".routes[0].to=echo");
		List<TestClient> clients = IntStream.range(0, 4).mapToObj((i) -> gateway.connect()).toList();
		for (TestClient client : clients) {
			assertThat(client.request("hello")).isEqualTo("hello");
		}
		BlockingQueue<Long> ends = new LinkedBlockingQueue<>();
		long begin = System.nanoTime();
		Thread closing = Thread.ofPlatform().start(gateway::close);
		List<CompletableFuture<String>> received = clients.stream().map((client) -> endOf(client, ends)).toList();
		for (int i = 0; i < clients.size(); i++) {
			assertThat(Duration.ofNanos(ends.take() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(i * 750L));
			if (i == 0) {
				clients.forEach(CloseSpreadTests::sendIfOpen);
			}
		}
		assertThat(received.stream().map(CompletableFuture::join)).contains("served\n");
		await().atMost(Duration.ofMinutes(1)).until(() -> !closing.isAlive());
		assertThat(gateway.closed("draining")).isEqualTo(clients.size());
	}

	private static CompletableFuture<String> endOf(TestClient client, BlockingQueue<Long> ends) {
		CompletableFuture<String> end = new CompletableFuture<>();
		Thread.startVirtualThread(() -> {
			try {
				String received = client.readToEnd();
				ends.add(System.nanoTime());
				end.complete(received);
			}
			catch (IOException ex) {
				end.completeExceptionally(ex);
			}
		});
		return end;
	}

	private static void sendIfOpen(TestClient client) {
		try {
			client.send("served\n");
		}
		catch (IOException ex) {
			// its stream has ended
		}
	}

}
