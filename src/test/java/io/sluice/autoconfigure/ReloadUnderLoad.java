package io.sluice.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.sluice.reload.ReloadReport;
import io.sluice.support.LinePeer;
import io.sluice.support.ReloadedGateway;
import io.sluice.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Replaces the routes again and again while clients send. Requests to {@code left} must
 * reach the left service whatever the upstreams are called: with each replacement the two
 * upstreams swap their addresses, and the routes swap their upstreams. So a request that
 * took a former route to a new upstream, or the other way round, would reach the wrong
 * service.
 */
final class ReloadUnderLoad {

	private static final int CLIENTS = 6;

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	private final LongAdder answered = new LongAdder();

	private final AtomicBoolean stopped = new AtomicBoolean();

	private ReloadUnderLoad() {
	}

	/**
	 * Replace the routes.
	 * @param directory where the configuration file is
	 * @param count how often
	 */
	static void replace(Path directory, int count) throws Exception {
		new ReloadUnderLoad().run(directory, count);
	}

	private void run(Path directory, int count) throws Exception {
		try (LinePeer left = service("left"); LinePeer right = service("right"); LinePeer same = service("same")) {
			List<String> files = IntStream.range(0, count + 1)
				.mapToObj((number) -> yaml(number, left.port(), right.port(), same.port()))
				.toList();
			try (ReloadedGateway gateway = ReloadedGateway.start(directory.resolve("sluice.yml"), ReloadUnderLoad.class,
					files.getFirst())) {
				List<Thread> clients = startClients(gateway);
				for (String file : files.subList(1, files.size())) {
					long before = this.answered.sum();
					ReloadReport report = gateway.apply(file);
					assertThat(report.changed().routes()).containsExactly("test");
					assertThat(report.changed().upstreams().replaced()).containsExactlyInAnyOrder("a", "b");
					await().until(() -> this.answered.sum() > before + CLIENTS || !this.wrong.isEmpty());
				}
				this.stopped.set(true);
				for (Thread client : clients) {
					client.join();
				}
				assertThat(this.wrong).isEmpty();
				assertThat(same.accepted()).isOne();
				assertThat(gateway.gateway().meter("sluice.reloads", "outcome", "applied")).isEqualTo(count);
			}
		}
	}

	private static LinePeer service(String name) throws Exception {
		return LinePeer.start(LinePeer.prefixing(name + " has "));
	}

	private static String yaml(int number, int left, int right, int same) {
		boolean even = number % 2 == 0;
		String upstream = "{ to: [\"127.0.0.1:%d\"], connections: 1, timeout: 1m }";
		return """
				sluice:
				  upstreams:
				    a: %s
				    b: %s
				    same: %s
				  listeners:
				    test:
				      port: 0
				      address: 127.0.0.1
				      request-timeout: 1m
				      routes:
				        - { name: left%d, when: { starts-with: left }, to: %s }
				        - { name: right%d, when: { starts-with: right }, to: %s }
				        - { name: same, when: { starts-with: same }, to: same }
				""".formatted(upstream.formatted(even ? left : right), upstream.formatted(even ? right : left),
				upstream.formatted(same), number, even ? "a" : "b", number, even ? "b" : "a");
	}

	private List<Thread> startClients(ReloadedGateway gateway) throws InterruptedException {
		CountDownLatch talking = new CountDownLatch(CLIENTS);
		List<Thread> clients = IntStream.range(0, CLIENTS)
			.mapToObj((number) -> Thread.startVirtualThread(() -> talk(number, gateway.connect(), talking)))
			.toList();
		talking.await();
		return clients;
	}

	private void talk(int number, TestClient client, CountDownLatch talking) {
		try (client) {
			for (int i = 0; !this.stopped.get(); i++) {
				for (String service : List.of("left", "right", "same")) {
					String request = "%s %d/%d".formatted(service, number, i);
					String reply = client.request(request);
					if (!reply.equals(service + " has " + request)) {
						this.wrong.add("%s got %s".formatted(request, reply));
					}
					this.answered.increment();
				}
				talking.countDown();
			}
		}
		catch (Exception | AssertionError ex) {
			this.wrong.add(number + " failed: " + ex);
			talking.countDown();
		}
	}

}
