package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import io.sluice.TcpHandler;
import io.sluice.TcpHandlerException;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything at once: pipelining clients whose requests succeed, fail, hang, answer from
 * another thread or not at all, in any order.
 */
class MixedLoadTests {

	private static final int CLIENTS = 100;

	private static final int REQUESTS = 200;

	@ParameterizedTest
	@ValueSource(strings = { "virtual", "pool" })
	@Waiting
	void everyRequestHasItsOwnReplyInOrder(String threads) throws Exception {
		long seed = ThreadLocalRandom.current().nextLong();
		try (TestGateway gateway = TestGateway.start(TargetRegistry.class, ".executor.type=" + threads,
				".request-timeout=6s", ".routes[0].when.starts-with=echo", ".routes[0].to=echo",
				".routes[1].when.starts-with=refuse", ".routes[1].to=refuse", ".routes[2].when.starts-with=later",
				".routes[2].to=later.input", ".routes[3].when.starts-with=hang", ".routes[3].to=hang",
				".routes[4].when.starts-with=quiet", ".routes[4].to=discard");
				ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Random random = new Random(seed + i);
				tasks.add(() -> talk(gateway, random, "seed " + seed));
			}
			for (Future<Void> client : clients.invokeAll(tasks)) {
				client.get();
			}
			assertThat(gateway.meter("sluice.requests.active")).isZero();
		}
	}

	private static Void talk(TestGateway gateway, Random random, String seed) throws Exception {
		List<String> expected = new ArrayList<>();
		StringBuilder requests = new StringBuilder();
		for (int i = 0; i < REQUESTS; i++) {
			String kind = (i % REQUESTS == REQUESTS / 2) ? "hang"
					: List.of("echo", "echo", "refuse", "later", "quiet", "lost").get(random.nextInt(6));
			String request = kind + " " + i;
			requests.append(request).append('\n');
			switch (kind) {
				case "echo", "later" -> expected.add(request);
				case "refuse" -> expected.add("ERR HANDLER_ERROR not " + request);
				case "hang" -> expected.add("ERR TIMEOUT no reply within 6s");
				case "lost" -> expected.add("ERR NO_ROUTE no route matches");
				default -> {
					// no reply
				}
			}
		}
		try (TestClient client = gateway.connect()) {
			client.send(requests.toString()).endOutput();
			for (String reply : expected) {
				assertThat(client.readLine()).as(seed).isEqualTo(reply);
			}
			assertThat(client.readToEnd()).as(seed).isEmpty();
		}
		return null;
	}

	static class TargetRegistry {

		@TcpHandler("refuse")
		String refuse(String request) {
			throw new TcpHandlerException("not " + request);
		}

		@TcpHandler("hang")
		String hang() throws InterruptedException {
			new CountDownLatch(1).await();
			return "never";
		}

		@Bean
		IntegrationFlow later() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.handle((payload, headers) -> payload);
		}

	}

}
