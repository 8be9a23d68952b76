package io.sluice.rogue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.support.TestGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two services that misbehave and a gateway before them, under the load of 200 clients.
 * One service is stopped for a while, the other one is killed and brought back.
 */
public final class UpstreamOrdeal {

	private static final int CLIENTS = 200;

	private final Dialect dialect;

	private final int pipeline;

	private final Random random;

	private final List<Service> services;

	private final Judge judge;

	private UpstreamOrdeal(Dialect dialect, int pipeline, long seed, Path directory) {
		this.dialect = dialect;
		this.pipeline = pipeline;
		this.random = new Random(seed);
		this.judge = new Judge();
		this.services = Stream.of(1, 2)
			.map((number) -> dialect.start(seed + number, directory.resolve("service-" + number)))
			.toList();
	}

	/**
	 * Run the ordeal, and judge it.
	 * @param dialect what is spoken
	 * @param pipeline the number of requests that each client has in flight
	 * @param seed of the misdeeds; printed, as they depend on the machine's speed, too
	 * @param directory for files, without those of another ordeal
	 */
	public static void check(Dialect dialect, int pipeline, long seed, Path directory) throws Exception {
		System.out.printf("%s, %d in flight, seed %d%n", dialect, pipeline, seed);
		UpstreamOrdeal ordeal = new UpstreamOrdeal(dialect, pipeline, seed, directory);
		try {
			ordeal.run();
		}
		finally {
			ordeal.services.forEach(Service::close);
		}
	}

	private void run() throws Exception {
		for (Service service : this.services) {
			service.awaitReady();
		}
		try (TestGateway gateway = TestGateway.start(NoBeans.class, properties())) {
			List<LoadClient> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(new LoadClient(this.dialect, this.pipeline, gateway.port(), i, this.judge));
			}
			clients.forEach(LoadClient::start);
			// a busy machine may need seconds for the first replies
			await().until(() -> this.judge.answered().size() > CLIENTS);
			torment();
			clients.forEach(LoadClient::stop);
			for (LoadClient client : clients) {
				client.join();
			}
			recover(gateway);
		}
		this.services.forEach(Service::close);
		judge();
	}

	private String[] properties() {
		List<String> properties = new ArrayList<>(List.of(".routes[0].to=core", ".request-timeout=4s",
				".errors.mode=answer", ".errors.template=ERR {code} {message}", "logging.level.io.sluice=error"));
		String upstream = "sluice.upstreams.core.";
		if (this.dialect.isHttp()) {
			// an upstream over HTTP has one address
			properties.add(upstream + "url=http://127.0.0.1:" + this.services.get(0).port());
			properties.add("sluice.upstreams.other.url=http://127.0.0.1:" + this.services.get(1).port());
			properties.addAll(List.of(".routes[0].when.regex=[02468]$", ".routes[1].to=other"));
		}
		else {
			for (int i = 0; i < this.services.size(); i++) {
				properties.add(upstream + "to[%d]=127.0.0.1:%d".formatted(i, this.services.get(i).port()));
			}
			properties.addAll(List.of(upstream + "timeout=500ms", upstream + "reconnect.backoff=20ms",
					upstream + "reconnect.max-backoff=200ms"));
			this.dialect.upstream().forEach((property) -> properties.add(upstream + property));
			this.dialect.upstream()
				.stream()
				.filter((property) -> property.startsWith("framing."))
				.forEach((property) -> properties.add("." + property));
		}
		if (this.pipeline > 1) {
			properties.add(".pipeline=" + this.pipeline);
		}
		return properties.toArray(String[]::new);
	}

	private void torment() throws Exception {
		rest();
		int first = this.random.nextInt(2);
		this.services.get(first).signal("STOP");
		rest();
		this.services.get(first).signal("CONT");
		rest();
		Service second = this.services.get(1 - first);
		second.kill();
		rest();
		second.restart();
		rest();
	}

	/** Under load; nothing waits for its end. */
	private void rest() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300 + this.random.nextInt(400)));
	}

	/** Once the services are well, a client gets reply after reply. */
	private void recover(TestGateway gateway) throws IOException {
		for (Service service : this.services) {
			service.calm();
		}
		LoadClient client = new LoadClient(this.dialect, 1, gateway.port(), CLIENTS, this.judge);
		await().pollDelay(Duration.ZERO).until(() -> client.isAnswered(20));
	}

	private void judge() throws IOException {
		List<String> received = new ArrayList<>();
		for (Service service : this.services) {
			received.addAll(service.received());
		}
		Map<String, Long> counts = received.stream()
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		System.out.println(this.judge + ", received " + received.size());
		assertThat(this.judge.crossed()).as("replies of others").isEmpty();
		assertThat(counts).as("sent again").noneSatisfy((id, count) -> assertThat(count).isGreaterThan(1));
		assertThat(this.judge.notSent()).as("not sent, by what the client was told").noneMatch(counts::containsKey);
		assertThat(counts.keySet()).as("answered").containsAll(this.judge.answered());
		if (this.dialect == Dialect.STICKY) {
			// closed behind an error reply, so that the gateway has not read them
			assertThat(this.judge.lost()).as("read and not answered").noneMatch(counts::containsKey);
		}
		else {
			assertThat(this.judge.lost()).as("not answered").isEmpty();
		}
	}

	/** The gateway has none of its own. */
	static class NoBeans {

	}

}
