package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many clients at once: everybody gets their own replies, in order, and in time.
 */
class ConcurrencyTests {

	private static final int CLIENTS = 200;

	private static final int REQUESTS = 100;

	@ParameterizedTest
	@CsvSource({ "virtual, echo, 1", "virtual, echo, 100", "virtual, handler, 16", "virtual, flow.input, 100",
			"pool, echo, 1", "pool, handler, 100", "pool, flow.input, 16" })
	void everyClientGetsItsOwnRepliesInOrder(String threads, String target, int inFlight) throws Exception {
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, ".executor.type=" + threads,
				".routes[0].to=" + target); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			CountDownLatch connected = new CountDownLatch(CLIENTS);
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				String name = "client " + i;
				tasks.add(() -> talk(gateway, name, inFlight, connected));
			}
			for (Future<Void> client : clients.invokeAll(tasks)) {
				client.get();
			}
			assertThat(gateway.requests(target, "ok")).isEqualTo(CLIENTS * REQUESTS);
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.connections.active")).isZero());
			assertThat(gateway.closed("client_closed")).isEqualTo(CLIENTS);
		}
	}

	private static Void talk(TestGateway gateway, String name, int inFlight, CountDownLatch connected)
			throws Exception {
		try (TestClient client = gateway.connect()) {
			client.request(name + " is here");
			connected.countDown();
			connected.await();
			for (int sent = 1; sent < REQUESTS; sent += inFlight) {
				int count = Math.min(inFlight, REQUESTS - sent);
				StringBuilder requests = new StringBuilder();
				for (int i = 0; i < count; i++) {
					requests.append(name).append(" request ").append(sent + i).append('\n');
				}
				client.send(requests.toString());
				for (int i = 0; i < count; i++) {
					assertThat(client.readLine()).isEqualTo(name + " request " + (sent + i));
				}
			}
			return null;
		}
	}

	@Test
	void connectionIsServedBesideClientsThatNeverPause() throws Exception {
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, ".routes[0].to=echo")) {
			List<TestClient> greedy = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				greedy.add(saturate(gateway));
			}
			try (TestClient client = gateway.connect()) {
				for (int i = 0; i < 50; i++) {
					assertThat(client.request("PING " + i)).isEqualTo("PING " + i);
				}
			}
			for (TestClient client : greedy) {
				client.close();
			}
		}
	}

	/**
	 * Send and read as fast as the connection takes it, until it is closed.
	 */
	private static TestClient saturate(TestGateway gateway) {
		TestClient client = gateway.connect();
		byte[] lines = "a line that is a bit longer than most of them are\n".repeat(1000)
			.getBytes(StandardCharsets.US_ASCII);
		repeatUntilClosed(() -> client.send(lines));
		repeatUntilClosed(() -> client.read(lines.length));
		return client;
	}

	private static void repeatUntilClosed(Callable<?> action) {
		Thread.ofPlatform().daemon().start(() -> {
			try {
				while (!Thread.interrupted()) {
					action.call();
				}
			}
			catch (SocketException ex) {
				// closed, as expected
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	@Test
	void clientsWaitInTheBacklogWhileNoThreadIsFree() throws IOException {
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, ".executor.type=pool",
				".executor.max-threads=2", ".routes[0].to=echo")) {
			TestClient first = gateway.connect();
			TestClient second = gateway.connect();
			assertThat(first.request("1")).isEqualTo("1");
			assertThat(second.request("2")).isEqualTo("2");
			TestClient third = gateway.connect();
			third.send("3\n");
			assertThat(second.request("2 again")).isEqualTo("2 again");
			assertThat(gateway.meter("sluice.connections.active")).isEqualTo(2);
			first.close();
			assertThat(third.readLine()).isEqualTo("3");
			second.close();
			third.close();
		}
	}

	static class TargetRegistry {

		@TcpHandler("handler")
		String handler(String text) {
			return text;
		}

		@Bean
		IntegrationFlow flow() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.handle((payload, headers) -> payload);
		}

	}

}
