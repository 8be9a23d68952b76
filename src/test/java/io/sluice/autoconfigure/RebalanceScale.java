package io.sluice.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.engine.RedisServer;
import io.sluice.support.TestGateway;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that become more while clients send requests, one after another, and connect
 * to any of them again when a connection ends.
 */
final class RebalanceScale implements AutoCloseable {

	private static final double SKEW = 1.3;

	/** The share of its connections that a gateway closes in a second. */
	private static final double RATE = 0.03;

	/** How often each request was handled, by any gateway. */
	private static final Map<String, Integer> HANDLED = new ConcurrentHashMap<>();

	private final RedisServer redis;

	private final List<TestGateway> gateways = new CopyOnWriteArrayList<>();

	private final List<Thread> clients = new ArrayList<>();

	private final Set<String> answered = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	RebalanceScale(Path directory) throws IOException {
		HANDLED.clear();
		this.redis = RedisServer.start(directory);
	}

	void addGateways(int count) {
		for (int i = 0; i < count; i++) {
			String pod = "pod-" + this.gateways.size();
			this.gateways.add(
					TestGateway.start(Handlers.class,
							Stream
								.concat(Stream.of(this.redis.properties(pod)),
										Stream.of(".rebalance.max-skew=" + SKEW, ".rebalance.rate=3%/s",
												".rebalance.min-age=1s", ".routes[0].to=count"))
								.toArray(String[]::new)));
		}
	}

	void addClients(int count) {
		for (int i = 0; i < count; i++) {
			String name = "client-" + i;
			this.clients.add(Thread.ofVirtual().start(() -> new Client(name).run()));
		}
		await().until(() -> counts().stream().mapToInt(Integer::intValue).sum() == count);
	}

	private List<Integer> counts() {
		return this.gateways.stream().map((gateway) -> gateway.listener("test").openConnections().count()).toList();
	}

	private double skew() {
		List<Integer> counts = counts();
		double mean = counts.stream().mapToInt(Integer::intValue).average().orElseThrow();
		return counts.stream().mapToInt(Integer::intValue).max().orElseThrow() / mean;
	}

	/**
	 * Wait until the skew is below the limit. A gateway that had twice the mean is at the
	 * limit when it has lost a third of its connections; half of those that it closes
	 * come back to the gateways that had too many.
	 */
	void awaitBalance() {
		Duration implied = Duration.ofMillis((long) (1000 * Math.log(2 / SKEW) / (RATE / 2)));
		// until the gateways know each other, and for the last replies
		await().atMost(implied.plusSeconds(30))
			.untilAsserted(() -> assertThat(skew()).as("%s", counts()).isLessThan(SKEW));
	}

	void stop() throws InterruptedException {
		this.stopped = true;
		for (Thread client : this.clients) {
			client.join();
		}
	}

	/**
	 * Check that each request was answered, and was handled once.
	 */
	void assertNothingIsLost() {
		assertThat(HANDLED.values()).containsOnly(1);
		assertThat(HANDLED.keySet()).isEqualTo(this.answered);
		assertThat(this.gateways.stream().mapToLong((gateway) -> gateway.closed("rebalanced")).sum()).isPositive();
	}

	@Override
	public void close() {
		this.stopped = true;
		this.gateways.forEach(TestGateway::close);
		this.redis.close();
	}

	static class Handlers extends Cluster {

		@TcpHandler("count")
		String count(String request) {
			HANDLED.merge(request, 1, Integer::sum);
			return "done " + request;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, SluiceClusterAutoConfiguration.class })
	static class Cluster {

	}

	private final class Client {

		private final String name;

		private int requests;

		Client(String name) {
			this.name = name;
		}

		private void run() {
			while (!RebalanceScale.this.stopped) {
				try (Socket socket = connect()) {
					BufferedReader in = new BufferedReader(
							new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 256);
					while (!RebalanceScale.this.stopped && request(socket, in)) {
						LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toNanos(2)));
					}
				}
				catch (IOException ex) {
					// the connection has ended; the request is sent again
				}
			}
		}

		private Socket connect() throws IOException {
			List<TestGateway> all = RebalanceScale.this.gateways;
			int port = all.get(ThreadLocalRandom.current().nextInt(all.size())).port();
			return new Socket(InetAddress.getLoopbackAddress(), port);
		}

		/**
		 * @return {@code false} if the connection has ended without a reply
		 */
		private boolean request(Socket socket, BufferedReader in) throws IOException {
			String request = this.name + "-" + this.requests;
			socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
			String reply = in.readLine();
			if (reply == null) {
				return false;
			}
			assertThat(reply).isEqualTo("done " + request);
			RebalanceScale.this.answered.add(request);
			this.requests++;
			return true;
		}

	}

}
