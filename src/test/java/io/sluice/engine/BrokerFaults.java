package io.sluice.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Brokers that are killed, or stopped and continued, at any step of a commit, while
 * clients send: what was acknowledged is stored.
 */
final class BrokerFaults {

	private static final int CLIENTS = 4;

	private BrokerFaults() {
	}

	/**
	 * Disturb a broker while clients send to it.
	 * @param kind {@code kafka} or {@code rabbit}
	 * @param seed decides how the clients send, when the broker is disturbed, and how
	 * @param faults how many times it is disturbed
	 * @param directory where the broker's files go
	 */
	static void check(String kind, int seed, int faults, Path directory) throws Exception {
		Random random = new Random(seed);
		try (Store store = kind.equals("kafka") ? Store.kafka(directory) : Store.rabbit(directory);
				TestGateway gateway = start(store, 1 << random.nextInt(6), random.nextBoolean())) {
			Senders senders = new Senders(gateway, store.engine(), seed);
			for (int fault = 0; fault < faults; fault++) {
				senders.awaitAcknowledged(1 + random.nextInt(200));
				disturb(store.engine(), random.nextBoolean(), senders);
			}
			senders.awaitAcknowledged(1);
			senders.stop();
			List<String> stored = store.stored();
			assertThat(stored).containsAll(senders.acknowledged);
			// nobody sends again here, so nothing is stored twice
			assertThat(stored).doesNotHaveDuplicates();
		}
	}

	private static TestGateway start(Store store, int pipeline, boolean waits) {
		List<String> properties = new ArrayList<>(store.properties());
		properties.addAll(List.of(".pipeline=" + pipeline, ".request-timeout=3s", ".routes[0].to=" + store.target(),
				".routes[0].reply.text=ACK", ".routes[0].reply.error=NAK {code}",
				".routes[0].when-down=" + (waits ? "wait" : "nak")));
		return BrokerGateway.start(properties);
	}

	private static void disturb(EngineProcess engine, boolean kill, Senders senders) throws Exception {
		// of the messages in flight; later ones may wait
		int before = senders.refused();
		if (kill) {
			engine.kill();
			senders.awaitRefused(before);
			engine.start();
		}
		else {
			engine.signal("STOP");
			senders.awaitRefused(before);
			engine.signal("CONT");
		}
	}

	/**
	 * A broker with one place for records.
	 *
	 * @param engine the broker
	 * @param target the place, as a route names it
	 * @param properties where the broker is
	 * @param content reads all that is stored
	 */
	private record Store(EngineProcess engine, String target, List<String> properties,
			Content content) implements AutoCloseable {

		static Store kafka(Path directory) throws IOException, InterruptedException {
			KafkaEngine kafka = KafkaEngine.start(directory);
			kafka.createTopic("drill", 2);
			return new Store(kafka, "kafka:drill", List.of("spring.kafka.bootstrap-servers=" + kafka.address()),
					() -> kafka.records("drill").stream().map((record) -> text(record.value())).toList());
		}

		static Store rabbit(Path directory) throws IOException, InterruptedException {
			RabbitEngine rabbit = RabbitEngine.start(directory);
			rabbit.createQueue("drill", "key", "drill");
			rabbit.store();
			return new Store(rabbit, "rabbit:drill/key",
					List.of("spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=" + rabbit.port(),
							"spring.rabbitmq.requested-heartbeat=2s"),
					() -> rabbit.take("drill").stream().map((message) -> text(message.getBody())).toList());
		}

		private static String text(byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}

		List<String> stored() {
			return this.content.read();
		}

		@Override
		public void close() {
			this.engine.close();
		}

	}

	/**
	 * Reads what a broker has stored.
	 */
	@FunctionalInterface
	private interface Content {

		List<String> read();

	}

	/**
	 * Clients that send without end, and remember what was acknowledged.
	 */
	private static final class Senders {

		private final EngineProcess engine;

		private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

		private final AtomicInteger refused = new AtomicInteger();

		private final List<Thread> threads;

		private volatile boolean stopped;

		Senders(TestGateway gateway, EngineProcess engine, int seed) {
			this.engine = engine;
			this.threads = IntStream.range(0, CLIENTS)
				.mapToObj((number) -> Thread.ofVirtual()
					.start(() -> send(gateway, "client%d".formatted(number), new Random(seed * 31L + number))))
				.toList();
		}

		private void send(TestGateway gateway, String name, Random random) {
			try (TestClient client = gateway.connect()) {
				for (int batch = 0; !this.stopped; batch++) {
					String prefix = name + "-" + batch + "-";
					List<String> sent = IntStream.rangeClosed(0, random.nextInt(40))
						.mapToObj((i) -> prefix + i)
						.toList();
					client.send(String.join("\n", sent) + "\n");
					for (String each : sent) {
						record(each, client.readLine());
					}
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void record(String message, String reply) {
			if (reply.equals("ACK")) {
				this.acknowledged.add(message);
			}
			else {
				assertThat(reply).startsWith("NAK ");
				this.refused.incrementAndGet();
			}
		}

		void awaitAcknowledged(int more) {
			int enough = this.acknowledged.size() + more;
			await().untilAsserted(
					() -> assertThat(this.acknowledged.size()).as(this.engine::output).isGreaterThanOrEqualTo(enough));
		}

		int refused() {
			return this.refused.get();
		}

		void awaitRefused(int before) {
			await().until(() -> this.refused.get() > before);
		}

		void stop() throws InterruptedException {
			this.stopped = true;
			for (Thread thread : this.threads) {
				thread.join();
			}
		}

	}

}
