package io.sluice.client;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.framing.LineFraming;
import io.sluice.support.ClosedPort;
import io.sluice.support.TestGateway;
import io.sluice.support.TestServer;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;

import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the load driver sends and counts.
 */
class LoadDriverTests {

	@Test
	void countsRepliesAndTheirLatency() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=echo")) {
			LoadReport report = run(gateway.port(), 20, 4, 0, Duration.ofMillis(500), false);
			assertThat(report.errors()).isEmpty();
			assertThat(report.connections()).isEqualTo(20);
			assertThat(report.messages()).isPositive().isEqualTo(gateway.requests("echo", "ok"));
			assertThat(report.latencyMicros()).containsOnlyKeys("50", "90", "99", "99.9", "99.99", "100");
			assertThat(report.latencyMicros().get("50")).isPositive()
				.isLessThanOrEqualTo(report.latencyMicros().get("100"));
		}
	}

	@Test
	void sendsAtARate() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=echo")) {
			LoadReport report = run(gateway.port(), 10, 16, 200, Duration.ofSeconds(1), false);
			assertThat(report.errors()).isEmpty();
			assertThat(report.messages()).isBetween(199L, 201L);
		}
	}

	@Test
	@Waiting
	void connectionStaysOpenAfterItsLastMessageWhileOthersSend() throws Exception {
		List<String> events = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch closed = new CountDownLatch(2);
		try (TestServer server = new TestServer(ServerSocketFactory.getDefault(), 0, Thread::startVirtualThread,
				(connection, client) -> {
					for (int next = client.getInputStream().read(); next >= 0; next = client.getInputStream().read()) {
						if (next == '\n') {
							events.add("message");
							client.getOutputStream().write("PONG\n".getBytes(StandardCharsets.UTF_8));
						}
					}
					events.add("closed");
					closed.countDown();
				})) {
			assertThat(run(server.port(), 2, 1, 4 / 3.0, Duration.ofSeconds(3), false).errors()).isEmpty();
			assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(events).as("the first has its last message at 1.5 s, the second at 2.25 s")
			.containsExactly("message", "message", "message", "message", "closed", "closed");
	}

	@Test
	@Waiting
	void serverThatClosesAfterTheLastMessageIsCounted() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> out.println(in.readLine()))) {
			assertThat(run(server.port(), 1, 1, 1, Duration.ofSeconds(1), false).errors())
				.isEqualTo(Map.of("closed by peer", 1L));
		}
	}

	@Test
	void latencyAtARateCountsFromTheScheduledTime() throws Exception {
		AtomicLong firstReadAt = new AtomicLong();
		try (LineServer server = LineServer.start((connection, in, out) -> {
			in.readLine();
			firstReadAt.set(System.nanoTime());
			await().until(() -> System.nanoTime() - firstReadAt.get() > Duration.ofMillis(500).toNanos());
			out.println("late");
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(line);
			}
		})) {
			LoadReport report = run(server.port(), 1, 1, 100, Duration.ofSeconds(1), false);
			assertThat(report.latencyMicros().get("90"))
				.as("the half that was due while the first was not answered has waited up to 500 ms")
				.isGreaterThan(100_000);
		}
	}

	@Test
	void countsErrorsByKind() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=echo",
				".routes[0].when.equals=other")) {
			LoadReport report = run(gateway.port(), 2, 1, 0, Duration.ofMillis(200), false);
			assertThat(report.messages()).isZero();
			assertThat(report.errors()).containsOnlyKeys("NO_ROUTE");
		}
		try (LineServer server = LineServer.start((connection, in, out) -> in.readLine())) {
			assertThat(run(server.port(), 2, 1, 0, Duration.ofMillis(200), false).errors())
				.isEqualTo(Map.of("closed by peer", 2L));
		}
		assertThat(run(ClosedPort.reserve(), 3, 1, 0, Duration.ofMillis(200), false).errors())
			.isEqualTo(Map.of("connection refused", 3L));
	}

	@Test
	@Waiting
	void messageThatIsNeverAnsweredIsCounted() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=discard")) {
			assertThat(run(gateway.port(), 3, 2, 0, Duration.ofMillis(200), false).errors())
				.isEqualTo(Map.of("unanswered", 6L));
		}
	}

	@Test
	void reconnectsIfConfigured() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=bye")) {
			LoadReport report = run(gateway.port(), 2, 1, 0, Duration.ofSeconds(2), true);
			assertThat(report.messages()).isGreaterThan(2);
			assertThat(gateway.closed("handler_requested")).isGreaterThan(2);
		}
	}

	/**
	 * The server reads what is in flight behind its last reply: a close with unread input
	 * is a reset, which may overtake replies.
	 */
	@Test
	@Waiting
	void messageThatWasDueAndNotSentIsCounted() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> {
			for (int i = 0; i < 50; i++) {
				out.println(in.readLine());
			}
			for (int i = 0; i < 4; i++) {
				in.readLine();
			}
		})) {
			LoadReport report = run(server.port(), 1, 4, 200, Duration.ofSeconds(1), false);
			assertThat(report.messages()).isEqualTo(50);
			assertThat(report.errors()).isEqualTo(Map.of("closed by peer", 4L, "not sent", 146L));
		}
		assertThat(run(ClosedPort.reserve(), 2, 1, 100, Duration.ofSeconds(1), false).errors())
			.isEqualTo(Map.of("connection refused", 2L, "not sent", 100L));
	}

	@Test
	@Waiting
	void messagesDueDuringAnOutageAreCounted() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=bye")) {
			LoadReport report = run(gateway.port(), 1, 1, 200, Duration.ofSeconds(1), true);
			assertThat(report.messages()).isPositive();
			assertThat(report.errors().get("not sent")).isPositive();
			assertThat(report.messages() + report.errors().values().stream().mapToLong(Long::longValue).sum())
				.isGreaterThanOrEqualTo(200);
		}
	}

	@Test
	@Waiting
	void throughputIncludesTheTimeOfLateReplies() throws Exception {
		try (LineServer server = LineServer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				long read = System.nanoTime();
				await().pollInterval(Duration.ofMillis(5))
					.until(() -> System.nanoTime() - read > Duration.ofMillis(10).toNanos());
				out.println(line);
			}
		})) {
			LoadReport report = run(server.port(), 1, 4, 1000, Duration.ofSeconds(1), false);
			assertThat(report.messagesPerSecond()).as("one in 10 ms, for 1 s and 5 s of grace").isLessThan(101);
			assertThat(report.seconds()).isGreaterThan(5);
			assertThat(report.errors()).containsKey("not sent");
		}
	}

	@Test
	void pipelineLargerThanTheBuffersDoesNotBlock() throws Exception {
		byte[] large = "x".repeat(60_000).getBytes(StandardCharsets.UTF_8);
		try (LineServer server = LineServer.start(LineServer::echo)) {
			LoadReport report = new LoadDriver(new LoadPlan(destination(server.port(), Duration.ofSeconds(5)),
					List.of(), large, 1, 1000, 0, Duration.ofMillis(500), false))
				.run(LoadDriverTests::noProgress);
			assertThat(report.errors()).isEmpty();
			assertThat(report.messages()).isPositive();
		}
	}

	@Test
	void connectTimeoutMayBeAnyPositiveDuration() throws Exception {
		try (LineServer server = LineServer.start(LineServer::echo)) {
			assertThat(runOnce(destination(server.port(), Duration.ofDays(30))).errors()).isEmpty();
		}
	}

	@Test
	void runtimeExceptionOnConnectIsCounted() throws Exception {
		try (LineServer server = LineServer.start(LineServer::echo)) {
			Destination plain = destination(server.port(), Duration.ofSeconds(5));
			SSLContext unusable = SSLContext.getInstance("TLS");
			Map<String, Long> errors = runOnce(new Destination(plain.host(), plain.port(), plain.framing(),
					plain.connectTimeout(), new Handshake(false, () -> unusable), null))
				.errors();
			assertThat(errors).hasSize(1).containsValue(1L);
			assertThat(errors.keySet().iterator().next()).contains("not initialized");
		}
	}

	@Test
	@Waiting
	void delayGrowsForAServerThatClosesConnectionsWithoutAReply() throws Exception {
		AtomicLong connections = new AtomicLong();
		try (LineServer server = LineServer.start((connection, in, out) -> connections.incrementAndGet())) {
			run(server.port(), 1, 1, 0, Duration.ofSeconds(2), true);
			assertThat(connections.get()).as("after waits of half of 100, 200, 400 ... ms or more").isBetween(3L, 8L);
		}
	}

	private static LoadReport runOnce(Destination destination) throws InterruptedException {
		return new LoadDriver(new LoadPlan(destination, List.of(), "PING".getBytes(StandardCharsets.UTF_8), 1, 1, 0,
				Duration.ofMillis(100), false))
			.run(LoadDriverTests::noProgress);
	}

	private static Destination destination(int port, Duration connectTimeout) {
		return new Destination("127.0.0.1", port, new LineFraming(1 << 16), connectTimeout, Handshake.PLAIN, null);
	}

	private static void noProgress(String phase, long done, long all, long answered) {
		assertThat(done).isBetween(0L, all);
	}

	private static LoadReport run(int port, int connections, int inFlight, double rate, Duration duration,
			boolean reconnect) throws InterruptedException {
		Destination destination = new Destination("127.0.0.1", port, new LineFraming(1 << 16));
		LoadPlan plan = new LoadPlan(destination, List.of(InetAddress.getLoopbackAddress()),
				"PING".getBytes(StandardCharsets.UTF_8), connections, inFlight, rate, duration, reconnect);
		return new LoadDriver(plan).run((phase, done, all, answered) -> assertThat(done).isBetween(0L, all));
	}

	@TcpHandler("bye")
	Message<?> bye() {
		return MessageBuilder.withPayload("BYE").setHeader(SluiceHeaders.CLOSE, true).build();
	}

}
