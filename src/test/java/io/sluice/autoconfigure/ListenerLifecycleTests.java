package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;

import io.sluice.listener.SluiceInboundGateway;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.Drains;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that stop, and start again.
 */
class ListenerLifecycleTests {

	@Test
	void stoppedListenerRefusesAndMayStartAgain() throws IOException {
		try (TestGateway gateway = TestGateway.start(ListenerLifecycleTests.class, ".routes[0].to=echo")) {
			SluiceInboundGateway listener = gateway.context().getBean(SluiceInboundGateway.class);
			int port = gateway.port();
			try (TestClient idle = gateway.connect()) {
				assertThat(idle.request("before")).isEqualTo("before");
				Thread stopping = Thread.ofPlatform().start(listener::stop);
				assertThat(idle.readToEnd()).isEmpty();
				await().until(() -> !stopping.isAlive());
			}
			assertThat(gateway.listener("test").isListening()).isFalse();
			assertThatException().isThrownBy(() -> new TestClient(port))
				.withRootCauseInstanceOf(ConnectException.class);
			assertThat(gateway.closed("draining")).isOne();

			listener.start();
			assertThat(gateway.listener("test").isListening()).isTrue();
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("after")).isEqualTo("after");
			}
		}
	}

	/**
	 * Also one whose thread has not come to accept yet.
	 */
	@Test
	void listenerThatIsStoppedAtOnceDoesNotListen() {
		try (TestGateway gateway = TestGateway.start(ListenerLifecycleTests.class, ".routes[0].to=echo")) {
			SluiceServerConnectionFactory listener = gateway.listener("test");
			for (int round = 0; round < 200; round++) {
				listener.stop();
				assertThat(listener.isListening()).isFalse();
				listener.start();
			}
			assertThat(listener.isListening()).isTrue();
		}
	}

	/**
	 * A reset would destroy it.
	 */
	@Test
	void replyOnItsWayIsNotLostThoughItsClientSendsAgain() throws Exception {
		String large = "x".repeat(1_500_000);
		try (TestGateway gateway = TestGateway.start(ListenerLifecycleTests.class, ".framing.max-size=2MB",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send(large + "\n");
			await().until(() -> gateway.meter("sluice.bytes.sent") > large.length());
			CompletableFuture<Void> stopping = Drains.begin(gateway.listener("test")::stop);
			client.send("again\n");
			assertThat(client.readLine()).hasSize(large.length());
			assertThat(client.readToEnd()).isEmpty();
			await().until(stopping::isDone);
			assertThat(gateway.closed("draining")).isOne();
		}
	}

	@Test
	void restartsOnItsPortWithConnectionsItClosedStillInTimeWait() throws IOException {
		TestGateway first = TestGateway.start(ListenerLifecycleTests.class, ".routes[0].to=echo");
		int port = first.port();
		try (TestClient client = first.connect()) {
			assertThat(client.request("first life")).isEqualTo("first life");
			// the side that closes first is the one that waits
			first.close();
			assertThat(client.readToEnd()).isEmpty();
		}
		try (TestGateway second = TestGateway.start(ListenerLifecycleTests.class, ".routes[0].to=echo",
				".port=" + port); TestClient client = second.connect()) {
			assertThat(client.request("second life")).isEqualTo("second life");
		}
	}

}
