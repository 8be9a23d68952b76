package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.process.VitalLoop;
import io.sluice.process.VitalThreadMonitor;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.ip.tcp.connection.DefaultTcpSocketSupport;
import org.springframework.integration.ip.tcp.connection.TcpSocketSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The threads that all connections depend on: what is thrown in one does not end it, and
 * one that ends makes the application broken.
 */
class VitalThreadsTests {

	@Test
	void anErrorInAcceptIsAPauseAndLeavesNoConnectionBehind() throws IOException {
		Failing.left.set(3);
		try (TestGateway gateway = TestGateway.start(Failing.class, ".routes[0].to=echo")) {
			gateway.listener("test").setTcpSocketSupport(new Failing());
			for (int i = 0; i < 3; i++) {
				try (TestClient refused = gateway.connect()) {
					refused.awaitClosed();
				}
			}
			try (TestClient client = gateway.connect()) {
				assertThat(client.request("hello")).isEqualTo("hello");
				assertThat(gateway.meter("sluice.listening")).isOne();
				assertThat(gateway.listener("test").isListening()).isTrue();
				assertThat(gateway.listener("test").openConnections().count()).isOne();
			}
			await().until(() -> gateway.meter("sluice.connections.active") == 0);
			assertThat(gateway.context().getBean(VitalThreadMonitor.class).endedThread()).isNull();
		}
	}

	@Test
	void aThreadThatEndsMakesLivenessBroken() {
		try (TestGateway gateway = TestGateway.start(Nothing.class, ".routes[0].to=echo")) {
			ApplicationAvailability availability = gateway.context().getBean(ApplicationAvailability.class);
			HealthIndicator health = gateway.context().getBean("sluiceHealthIndicator", HealthIndicator.class);
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
			assertThat(details(health)).doesNotContainKey("thread.ended").containsKey("limits.memory");
			new VitalLoop("sluice-test", gateway.context().getBean(VitalThreadMonitor.class), () -> true, () -> false)
				.run();
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.BROKEN);
			assertThat(details(health)).containsEntry("thread.ended", "sluice-test");
			assertThat(health.health()).extracting(Health::getStatus).isEqualTo(Status.DOWN);
		}
	}

	private static Map<String, Object> details(HealthIndicator indicator) {
		Health health = indicator.health();
		return (health != null) ? health.getDetails() : Map.of();
	}

	@EnableAutoConfiguration
	static class Nothing {

	}

	/**
	 * Runs out of memory for the first sockets that are accepted.
	 */
	@EnableAutoConfiguration
	static class Failing extends DefaultTcpSocketSupport {

		private static final AtomicInteger left = new AtomicInteger();

		@Bean
		TcpSocketSupport socketSupport() {
			return this;
		}

		@Override
		public void postProcessSocket(Socket socket) {
			if (left.getAndDecrement() > 0) {
				throw new OutOfMemoryError("of a test");
			}
		}

	}

}
