package io.sluice.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessions;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.event.EventListener;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a listener sends by itself: a greeting, and heartbeats that find clients that are
 * gone.
 */
class SessionPromptTests {

	@ParameterizedTest
	@ValueSource(strings = { "220 ready", "0x323230207265616479" })
	void aGreetingIsTheFirstMessage(String greeting) throws IOException {
		try (TestGateway gateway = start(".greeting=" + greeting, ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("hello\n");
			assertThat(client.readLine()).isEqualTo("220 ready");
			assertThat(client.readLine()).isEqualTo("hello");
		}
	}

	@Test
	void aBroadcastDoesNotComeBeforeTheGreeting() throws Exception {
		try (TestGateway gateway = start(".greeting=220 ready", ".routes[0].to=echo")) {
			TcpSessions sessions = gateway.context().getBean(TcpSessions.class);
			AtomicBoolean done = new AtomicBoolean();
			Thread pusher = Thread.ofVirtual().start(() -> {
				while (!done.get()) {
					sessions.broadcast("test", "to all");
				}
			});
			for (int i = 0; i < 50; i++) {
				try (TestClient client = gateway.connect()) {
					assertThat(client.readLine()).isEqualTo("220 ready");
				}
			}
			done.set(true);
			pusher.join();
		}
	}

	@Test
	@Waiting
	void answersToSeveralHeartbeatsMayComeAtOnce() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.expect=PONG",
				".heartbeat.misses=9", ".correlate.by=order", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			assertThat(client.readLine()).isEqualTo("PING");
			assertThat(client.readLine()).isEqualTo("PING");
			CompletableFuture<String> answer = gateway.context()
				.getBean(TcpSessions.class)
				.localSessions("test")
				.getFirst()
				.askAsync("CMD", Duration.ofMinutes(1), String.class)
				.toCompletableFuture();
			assertThat(client.readLine()).isEqualTo("CMD");
			client.send("PONG\nPONG\nthe answer\n");
			assertThat(answer.join()).isEqualTo("the answer");
		}
	}

	@Test
	@Waiting
	void anAnswerToAHeartbeatIsNoRequest() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.expect=PONG",
				".heartbeat.misses=1", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.request("PONG")).as("without a heartbeat").isEqualTo("PONG");
			for (int i = 0; i < 3; i++) {
				assertThat(client.readLine()).isEqualTo("PING");
				client.send("PONG\n");
			}
			assertThat(client.request("hello")).isEqualTo("hello");
		}
	}

	@Test
	@Waiting
	void anAnswerToAHeartbeatComesBeforeThatToAnAsk() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.expect=PONG",
				".correlate.by=order", ".routes[0].to=ask"); TestClient client = gateway.connect()) {
			client.send("ask\n");
			assertThat(client.readLine()).isEqualTo("CMD");
			assertThat(client.readLine()).isEqualTo("PING");
			client.send("PONG\nANS\n");
			assertThat(client.readLine()).isEqualTo("got ANS");
		}
	}

	@Test
	@Waiting
	void anyMessageMayAnswerAHeartbeat() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.expect=any",
				".heartbeat.misses=2", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.readLine()).isEqualTo("PING");
				assertThat(client.request("position")).isEqualTo("position");
			}
		}
	}

	@Test
	@Waiting
	void aSessionThatMissesHeartbeatsIsClosed() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.expect=PONG",
				".heartbeat.misses=2", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.readToEnd()).isEqualTo("PING\nPING\n");
			await().untilAsserted(() -> assertThat(gateway.closed("heartbeat_missed")).isOne());
		}
	}

	@Test
	@Waiting
	void aHeartbeatWithoutAnAnswerClosesNothing() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".heartbeat.misses=1",
				".timeouts.idle=2s", ".timeouts.idle-counts=both", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			for (int i = 0; i < 4; i++) {
				assertThat(client.readLine()).isEqualTo("PING");
			}
		}
	}

	@Test
	@Waiting
	void whatIsSentDoesNotKeepAConnectionOpenByDefault() throws IOException {
		try (TestGateway gateway = start(".heartbeat.every=1s", ".heartbeat.send=PING", ".timeouts.idle=3s",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			assertThat(client.readToEnd()).startsWith("PING\n");
			await().untilAsserted(() -> assertThat(gateway.closed("idle_timeout")).isOne());
		}
	}

	private static TestGateway start(String... properties) {
		return TestGateway.start(Asking.class, properties);
	}

	static class Asking {

		/** Time for others to find the session. */
		@EventListener
		void opened(TcpConnectionOpenEvent event) {
			LockSupport.parkNanos(1_000_000);
		}

		@TcpHandler("ask")
		String ask(TcpSession session) {
			return "got " + session.ask("CMD", Duration.ofMinutes(1), String.class);
		}

	}

}
