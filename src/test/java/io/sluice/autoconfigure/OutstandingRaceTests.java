package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.sluice.TcpHandler;
import io.sluice.support.CountingGate;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Replies, timeouts, disconnects and handlers that return, in any order: every request
 * that enters the gate leaves it once.
 */
class OutstandingRaceTests {

	private static final int CLIENTS = 40;

	private static final int REQUESTS = 6;

	/** Around the time in which the sweeper finds a request late, or its client gone. */
	private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(450);

	private static final String[] TARGETS = { "now", "handler", "stubborn", "flow", "twice" };

	@ParameterizedTest
	@CsvSource({ "interrupt, finish, virtual, 1", "abandon, interrupt, virtual, 1", "interrupt, interrupt, pool, 1",
			"interrupt, finish, virtual, 4", "abandon, interrupt, virtual, 4" })
	@Waiting
	void everyRequestThatEntersLeavesOnce(String onTimeout, String onDisconnect, String threads, int pipeline)
			throws Exception {
		CountingGate gate = new CountingGate();
		List<String> properties = new ArrayList<>(List.of(".request-timeout=100ms", ".on-timeout=" + onTimeout,
				".on-disconnect=" + onDisconnect, ".executor.type=" + threads, ".pipeline=" + pipeline));
		for (int i = 0; i < TARGETS.length; i++) {
			properties.add(".routes[%d].to=%s".formatted(i, TARGETS[i]));
			properties.add(".routes[%d].when.equals=%s".formatted(i, TARGETS[i]));
		}
		try (TestGateway gateway = TestGateway.start(Handlers.class, properties.toArray(String[]::new))) {
			gateway.useGate(gate);
			talk(gateway, pipeline);
			await().untilAsserted(() -> {
				assertThat(gateway.meter("sluice.requests.outstanding")).isZero();
				assertThat(gate.left()).isEqualTo(gate.entered());
			});
			assertThat(gate.outstanding()).isZero();
			assertThat(gate.leastOutstanding()).as("nothing is given back twice").isZero();
			assertThat(gate.entered()).isPositive();
		}
	}

	private static void talk(TestGateway gateway, int pipeline) throws Exception {
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Random random = new Random(i);
				all.add(clients.submit(() -> {
					for (int j = 0; j < REQUESTS; j++) {
						request(gateway, random, pipeline);
					}
					return null;
				}));
			}
			for (Future<?> one : all) {
				one.get(1, TimeUnit.MINUTES);
			}
		}
	}

	private static void request(TestGateway gateway, Random random, int count) throws IOException {
		try (TestClient client = gateway.connect()) {
			for (int i = 0; i < count; i++) {
				client.send(TARGETS[random.nextInt(TARGETS.length)] + "\n");
			}
			if (random.nextBoolean()) {
				for (int i = 0; i < count; i++) {
					client.readLineOrEnd();
				}
			}
			else {
				LockSupport.parkNanos(random.nextLong(MOST_NANOS));
				client.reset();
			}
		}
	}

	private static void passTime() {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOS));
	}

	static class Handlers {

		@TcpHandler("now")
		String now() {
			return "now";
		}

		@TcpHandler("handler")
		String handler() {
			// ends early where it is interrupted
			passTime();
			return "handled";
		}

		@TcpHandler("stubborn")
		String stubborn() {
			long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(MOST_NANOS);
			while (System.nanoTime() < end) {
				Thread.interrupted();
				LockSupport.parkNanos(end - System.nanoTime());
			}
			return "handled";
		}

		@Bean
		IntegrationFlow flow() {
			return (flow) -> flow.channel((channels) -> channels.executor(Thread::startVirtualThread))
				.<byte[], String>transform((bytes) -> {
					passTime();
					return "flown";
				});
		}

		@Bean
		IntegrationFlow twice() {
			return (flow) -> flow.handle((message) -> {
				for (int i = 0; i < 2; i++) {
					Thread.startVirtualThread(() -> answer(message));
				}
				passTime();
			});
		}

		private static void answer(Message<?> request) {
			passTime();
			((MessageChannel) request.getHeaders().getReplyChannel()).send(new GenericMessage<>("twice"));
		}

	}

}
