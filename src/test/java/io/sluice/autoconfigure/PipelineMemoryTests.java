package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What finished replies of several requests at once take of {@code sluice.limits.memory}.
 */
class PipelineMemoryTests {

	private static final int SIZE = 2048;

	private static final int LARGE = 1024 * 1024;

	private static TestGateway start(String... more) {
		String[] all = { ".pipeline=4", ".routes[0].when.equals=held", ".routes[0].to=held",
				".routes[1].when.equals=ready", ".routes[1].to=ready", ".routes[2].when.equals=large",
				".routes[2].to=large", ".routes[3].to=echo" };
		return TestGateway.start(Handlers.class, Stream.of(all, more).flatMap(Stream::of).toArray(String[]::new));
	}

	@Test
	@Waiting
	void replyThatWasChargedIsReleasedWhenMuchIsFreeAgain() throws IOException {
		try (TestGateway gateway = start("sluice.limits.memory=4MB"); TestClient client = gateway.connect()) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			long others = budget.max() / 4 + 1;
			assertThat(budget.tryTake(MemoryKind.FRAMES, others)).isTrue();
			client.send("held\nready\n");
			await().until(() -> budget.used(MemoryKind.REPLIES) == SIZE);
			budget.release(MemoryKind.FRAMES, others);
			assertReplies(client, handlers);
			await().untilAsserted(() -> assertThat(budget.used(MemoryKind.REPLIES)).isZero());
		}
	}

	@Test
	@Waiting
	void replyThatWasNotChargedIsNotReleasedWhenLittleIsFree() throws IOException {
		try (TestGateway gateway = start("sluice.limits.memory=4MB"); TestClient client = gateway.connect()) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			client.send("held\nready\n");
			await().until(() -> handlers.threads.containsKey("ready"));
			// this thread also makes the reply
			await().until(() -> !handlers.threads.get("ready").isAlive());
			assertThat(budget.used(MemoryKind.REPLIES)).isZero();
			assertThat(budget.tryTake(MemoryKind.FRAMES, budget.max() / 4 + 1)).isTrue();
			assertReplies(client, handlers);
			await().untilAsserted(() -> assertThat(budget.used(MemoryKind.REPLIES)).isZero());
		}
	}

	private static void assertReplies(TestClient client, Handlers handlers) throws IOException {
		handlers.open.countDown();
		assertThat(client.readLine()).isEqualTo("held");
		assertThat(client.readLine()).hasSize(SIZE);
	}

	@Test
	@Waiting
	void clientThatDoesNotReadHoldsUpNoOtherThatWaitsForMemory() throws IOException {
		try (TestGateway gateway = start("sluice.limits.memory=16MB", ".framing.max-size=2MB", ".send-buffer=16KB",
				".timeouts.write=10m", ".timeouts.frame=10m", ".request-timeout=10m");
				TestClient deaf = gateway.connect();
				TestClient other = gateway.connect()) {
			Handlers handlers = gateway.context().getBean(Handlers.class);
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			assertThat(other.request("PING")).isEqualTo("PING");
			deaf.socket().setReceiveBufferSize(16 * 1024);
			deaf.send("large\n");
			await().until(() -> handlers.threads.containsKey("large"));
			long others = budget.max() - budget.used();
			assertThat(budget.tryTake(MemoryKind.BUFFERS, others)).isTrue();
			deaf.send("x".repeat(100_000));
			await().until(budget::isShort);
			handlers.open.countDown();
			await().until(() -> deaf.socket().getInputStream().available() > 0);
			budget.release(MemoryKind.BUFFERS, others);
			// a frame that no pooled buffer holds
			assertThat(other.request("y".repeat(100_000))).hasSize(100_000);
			assertThat(gateway.closed()).as("the first client is still connected").isZero();
			deaf.send("\n");
			assertThat(deaf.readLine()).hasSize(LARGE);
			assertThat(deaf.readLine()).hasSize(100_000);
		}
	}

	static class Handlers {

		private final CountDownLatch open = new CountDownLatch(1);

		private final Map<String, Thread> threads = new ConcurrentHashMap<>();

		@TcpHandler("held")
		String hold(String request) throws InterruptedException {
			this.open.await();
			return request;
		}

		@TcpHandler("ready")
		String answer(String request) {
			this.threads.put(request, Thread.currentThread());
			return "r".repeat(SIZE);
		}

		@TcpHandler("large")
		String answerLarge(String request) throws InterruptedException {
			this.threads.put(request, Thread.currentThread());
			this.open.await();
			return "l".repeat(LARGE);
		}

	}

}
