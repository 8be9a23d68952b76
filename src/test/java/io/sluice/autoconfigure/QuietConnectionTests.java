package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Tls13Client;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection that is quiet has no thread. Clients and the application notice nothing.
 */
class QuietConnectionTests {

	@TempDir
	private Path directory;

	private static TestGateway start(String... properties) {
		List<String> all = new ArrayList<>(List.of(".routes[0].to=who"));
		all.addAll(Arrays.asList(properties));
		return TestGateway.start(Quiet.class, all.toArray(String[]::new));
	}

	private static void awaitQuiet(TestGateway gateway) {
		await().until(() -> gateway.listener("test").openConnections().count() > 0
				&& gateway.listener("test").openConnections().phases().isEmpty());
	}

	private static TcpSession session(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class).localSessions("test").getFirst();
	}

	@ParameterizedTest
	@ValueSource(strings = { ".pipeline=1", ".pipeline=8" })
	void quietConnectionHasNoThreadAndAnswersItsNextRequest(String pipeline) throws IOException {
		try (TestGateway gateway = start(pipeline); TestClient client = gateway.connect()) {
			String connection = client.request("first");
			for (int i = 0; i < 3; i++) {
				awaitQuiet(gateway);
				assertThat(client.request("again")).isEqualTo(connection);
			}
			assertThat(gateway.requests("who", "ok")).isEqualTo(4);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".pipeline=1", ".pipeline=8" })
	void clientThatHasNotSpokenYetGetsAnAnswer(String pipeline) throws IOException {
		try (TestGateway gateway = start(pipeline); TestClient client = gateway.connect()) {
			awaitQuiet(gateway);
			assertThat(client.request("first")).isNotEmpty();
		}
	}

	@Test
	void everyRequestOfABurstAfterAPauseIsAnswered() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			String connection = client.request("first");
			awaitQuiet(gateway);
			client.send("a\nb\nc\nd");
			for (int i = 0; i < 3; i++) {
				assertThat(client.readLine()).isEqualTo(connection);
			}
			assertThat(client.request("")).isEqualTo(connection);
		}
	}

	@Test
	void halfAFrameKeepsItsDeadline() throws IOException {
		try (TestGateway gateway = start(".timeouts.frame=300ms"); TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			client.send("half");
			assertThat(client.readToEnd()).contains("TIMEOUT");
			await().until(() -> gateway.closed("frame_timeout") == 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".pipeline=1", ".pipeline=8" })
	void pushAndReplyLeaveInTheirOrder(String pipeline) throws IOException {
		try (TestGateway gateway = start(pipeline); TestClient client = gateway.connect()) {
			String connection = client.request("first");
			awaitQuiet(gateway);
			assertThat(session(gateway).push("pushed").isWritten()).isTrue();
			assertThat(client.readLine()).isEqualTo("pushed");
			assertThat(client.request("again")).isEqualTo(connection);
		}
	}

	@Test
	void askFindsItsAnswer() throws IOException {
		try (TestGateway gateway = start(".correlate.by=order", ".correlate.answers.starts-with=ANS");
				TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			CompletableFuture<String> answer = session(gateway).askAsync("ask", Duration.ofMinutes(1), String.class)
				.toCompletableFuture();
			assertThat(client.readLine()).isEqualTo("ask");
			client.send("ANS\n");
			assertThat(answer.join()).isEqualTo("ANS");
		}
	}

	@Test
	void clientThatLeavesIsSeen() throws IOException {
		try (TestGateway gateway = start()) {
			try (TestClient client = gateway.connect()) {
				client.request("first");
				awaitQuiet(gateway);
			}
			await().until(() -> gateway.closed("client_closed") == 1);
			assertClosedOnce(gateway);
		}
	}

	@Test
	void clientThatResetsIsSeen() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			client.reset();
			await().until(() -> gateway.closed("client_reset") == 1);
			assertClosedOnce(gateway);
		}
	}

	@Test
	void idleTimeoutCloses() throws IOException {
		try (TestGateway gateway = start(".timeouts.idle=1s"); TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed("idle_timeout") == 1);
			client.socket().close();
			assertClosedOnce(gateway);
		}
	}

	@Test
	void applicationCloses() throws IOException {
		try (TestGateway gateway = start(); TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			session(gateway).close();
			assertThat(client.readToEnd()).isEmpty();
			await().until(() -> gateway.closed() == 1);
			client.socket().close();
			assertClosedOnce(gateway);
		}
	}

	@Test
	void drainEndsIt() throws Exception {
		TestGateway gateway = start();
		try (TestClient client = gateway.connect()) {
			client.request("first");
			awaitQuiet(gateway);
			CompletableFuture<Void> stop = CompletableFuture.runAsync(gateway::close, Thread::startVirtualThread);
			assertThat(client.readToEnd()).isEmpty();
			client.socket().close();
			stop.join();
		}
	}

	@Test
	void tlsConnectionRestsBetweenRecords() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Quiet.class, tls.properties(".routes[0].to=who"));
				Tls13Client client = new Tls13Client(gateway.port(), 65536)) {
			client.send(client.data("first\n"));
			String connection = client.readLine();
			awaitQuiet(gateway);
			byte[] next = client.data("next\n");
			client.send(Arrays.copyOf(next, 7));
			client.send(Arrays.copyOfRange(next, 7, next.length));
			assertThat(client.readLine()).isEqualTo(connection);
			awaitQuiet(gateway);
			client.send(client.data("last\n"));
			assertThat(client.readLine()).isEqualTo(connection);
		}
	}

	@Test
	void connectionOfAPoolKeepsItsThread() throws IOException {
		try (TestGateway gateway = start(".executor.type=pool", ".executor.max-threads=1");
				TestClient client = gateway.connect()) {
			String connection = client.request("first");
			await().during(Duration.ofMillis(500))
				.until(() -> gateway.listener("test").openConnections().phases().size() == 1);
			assertThat(client.request("again")).isEqualTo(connection);
		}
	}

	@Test
	void handlersOfOneConnectionSeeEachOthersWrites() throws IOException {
		try (TestGateway gateway = start(".routes[0].to=count"); TestClient client = gateway.connect()) {
			for (int i = 1; i < 4; i++) {
				assertThat(client.request("count")).isEqualTo(Integer.toString(i));
				awaitQuiet(gateway);
			}
		}
	}

	@Test
	void requestIsAnsweredAsSoonAsAThreadCanBeStarted() throws IOException {
		try (TestGateway gateway = start()) {
			AtomicInteger failures = new AtomicInteger(3);
			gateway.useThreads((connection) -> {
				if (failures.getAndDecrement() > 0) {
					throw new RejectedExecutionException("no thread");
				}
				Thread.startVirtualThread(connection);
			});
			try (TestClient client = gateway.connect()) {
				String connection = client.request("first");
				awaitQuiet(gateway);
				assertThat(client.request("again")).isEqualTo(connection);
			}
			assertThat(failures).hasNonPositiveValue();
			await().until(() -> gateway.closed("client_closed") == 1);
		}
	}

	@Test
	void connectionForWhichNoThreadCanBeStartedIsClosedByTheSweeper() throws IOException {
		try (TestGateway gateway = start(".timeouts.idle=1s")) {
			gateway.useThreads((_) -> {
				throw new RejectedExecutionException("no thread");
			});
			try (TestClient client = gateway.connect()) {
				client.request("first");
				awaitQuiet(gateway);
				client.send("unanswered\n");
				client.awaitClosed();
			}
			await().until(() -> gateway.closed("idle_timeout") == 1);
			assertClosedOnce(gateway);
		}
	}

	@Test
	void tlsConnectionForWhichNoThreadCanBeStartedHoldsNoMemoryWhenItIsClosed() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(Quiet.class,
				tls.properties(".routes[0].to=echo", ".timeouts.idle=1s"))) {
			gateway.useThreads((_) -> {
				throw new RejectedExecutionException("no thread");
			});
			MemoryBudget budget = gateway.context().getBean(MemoryBudget.class);
			try (TestClient client = tls.connect(gateway.port())) {
				assertThat(client.request("x".repeat(4096))).hasSize(4096);
				awaitQuiet(gateway);
				assertThat(budget.used(MemoryKind.TLS)).isPositive();
				client.send("unanswered\n");
				client.awaitClosed();
			}
			await().until(() -> gateway.closed("idle_timeout") == 1);
			await().untilAsserted(() -> assertThat(budget.used(MemoryKind.TLS)).isZero());
			assertClosedOnce(gateway);
		}
	}

	private static void assertClosedOnce(TestGateway gateway) {
		Quiet quiet = gateway.context().getBean(Quiet.class);
		await().untilAsserted(() -> assertThat(quiet.closed).hasSize(1));
		assertThat(gateway.closed()).isEqualTo(1);
		assertThat(gateway.listener("test").openConnections().count()).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class Quiet {

		private final List<String> closed = new CopyOnWriteArrayList<>();

		@TcpHandler("who")
		byte[] who(byte[] payload, TcpSession session) {
			return session.id().getBytes(StandardCharsets.UTF_8);
		}

		@TcpHandler("count")
		String count(String payload, TcpSession session) {
			int next = (int) session.attributes().getOrDefault("count", 0) + 1;
			session.attributes().put("count", next);
			return Integer.toString(next);
		}

		@EventListener
		void closed(TcpConnectionCloseEvent event) {
			this.closed.add(event.getConnectionId());
		}

	}

}
