package io.sluice.client;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.framing.LineFraming;
import io.sluice.support.TestGateway;
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
	void countsWhatIsAnsweredAndHowLongItTook() throws Exception {
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
	void latencyAtARateCountsFromWhenAMessageWasDue() throws Exception {
		AtomicLong firstReadAt = new AtomicLong();
		try (LineServer server = LineServer.that((connection, in, out) -> {
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
		try (LineServer server = LineServer.that((connection, in, out) -> in.readLine())) {
			assertThat(run(server.port(), 2, 1, 0, Duration.ofMillis(200), false).errors())
				.isEqualTo(Map.of("closed by peer", 2L));
		}
		assertThat(run(LineServer.closedPort(), 3, 1, 0, Duration.ofMillis(200), false).errors())
			.isEqualTo(Map.of("connection refused", 3L));
	}

	@Test
	void messageThatIsNeverAnsweredIsCounted() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=discard")) {
			assertThat(run(gateway.port(), 3, 2, 0, Duration.ofMillis(200), false).errors())
				.isEqualTo(Map.of("unanswered", 6L));
		}
	}

	@Test
	void connectsAgainWhereAskedTo() throws Exception {
		try (TestGateway gateway = TestGateway.start(LoadDriverTests.class, ".routes[0].to=bye")) {
			LoadReport report = run(gateway.port(), 2, 1, 0, Duration.ofSeconds(2), true);
			assertThat(report.messages()).isGreaterThan(2);
			assertThat(gateway.closed("handler_requested")).isGreaterThan(2);
		}
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
