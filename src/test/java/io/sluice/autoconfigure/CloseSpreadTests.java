package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import io.sluice.listener.SluiceServerConnectionFactory;
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
	 * None earlier than its turn, of which the first three quarters of the time are full,
	 * and those whose turn has not come are served.
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
			assertThat(Duration.ofNanos(ends.take() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(i * 562L));
			if (i == 0) {
				clients.forEach(CloseSpreadTests::sendIfOpen);
			}
		}
		assertThat(received.stream().map(CompletableFuture::join)).contains("served\n");
		await().until(() -> !closing.isAlive());
		assertThat(gateway.closed("draining")).isEqualTo(clients.size());
	}

	/**
	 * Ended at any other moment, the connection could take a request with it.
	 */
	@Test
	void connectionEndsBehindTheReplyToWhatItsClientSendsInItsTurn() throws Exception {
		TestGateway gateway = TestGateway.start(CloseSpreadTests.class, "sluice.shutdown.close-spread=1h",
				".routes[0].to=echo");
		try (TestClient client = gateway.connect()) {
			assertThat(client.request("before")).isEqualTo("before");
			SluiceServerConnectionFactory listener = gateway.listener("test");
			Thread closing = Thread.ofPlatform().start(gateway::close);
			await().until(() -> !listener.isListening());
			assertThat(client.request("in its turn")).isEqualTo("in its turn");
			// its turn may not have begun
			await().until(() -> hasEndedOrServes(client));
			await().until(() -> !closing.isAlive());
		}
		assertThat(gateway.closed("draining")).isOne();
	}

	private static boolean hasEndedOrServes(TestClient client) throws IOException {
		int patience = client.socket().getSoTimeout();
		client.socket().setSoTimeout(1000);
		try {
			assertThat(client.readLineOrEnd()).isNull();
			client.close();
			return true;
		}
		catch (SocketTimeoutException ex) {
			client.socket().setSoTimeout(patience);
			assertThat(client.request("another")).isEqualTo("another");
			return false;
		}
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
