package io.sluice.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.sluice.support.LinePeer;
import io.sluice.telemetry.UpstreamState;
import io.sluice.telemetry.UpstreamStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The status of a TCP service, as its operator sees it.
 */
class TcpUpstreamStatusTests {

	private static void awaitState(UpstreamUnderTest core, UpstreamState state) {
		await().until(() -> core.upstream.status().state() == state);
	}

	@Test
	void aServiceIsDownUntilAConnectionIsOpen() throws IOException {
		LinePeer closed = LinePeer.start(LinePeer::echo);
		closed.close();
		try (UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, UpstreamUnderTest.LONG, closed.port())) {
			assertThat(core.upstream.status().state()).isEqualTo(UpstreamState.DOWN);
			await().until(() -> core.upstream.status().addresses().getFirst().problem().startsWith("cannot connect"));
			try (LinePeer _ = LinePeer.start(closed.port(), LinePeer::echo)) {
				awaitState(core, UpstreamState.UP);
				assertThat(core.upstream.status().addresses())
					.containsExactly(new UpstreamStatus.Address("127.0.0.1:" + closed.port(), 1, 0, null));
			}
			awaitState(core, UpstreamState.DOWN);
		}
	}

	@Test
	void aServiceThatFailsItsCheckIsDown() throws IOException {
		HealthCheck check = new HealthCheck("ping".getBytes(StandardCharsets.UTF_8),
				"pong".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(20));
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.start(1, 8,
						new TcpDialogue(UpstreamUnderTest.LONG, null, check), peer.port())) {
			await().until(() -> {
				UpstreamStatus status = core.upstream.status();
				return status.state() == UpstreamState.DOWN
						&& "127.0.0.1:%d: the health check got an unexpected reply".formatted(peer.port())
							.equals(status.addresses().getFirst().problem());
			});
			assertThat(core.upstream.status().addresses().getFirst().connections()).isOne();
		}
	}

	@Test
	void aServiceWhoseOnlyAddressHasFailedOfLateIsDegraded() throws IOException {
		try (LinePeer peer = LinePeer.start((connection, in, out) -> in.readLine());
				UpstreamUnderTest core = UpstreamUnderTest.byOrder(1, 8, UpstreamUnderTest.LONG, peer.port())) {
			await().until(() -> {
				core.send("lost").exceptionally((failure) -> null).join();
				UpstreamStatus status = core.upstream.status();
				return status.state() == UpstreamState.DEGRADED
						&& status.addresses().getFirst().problem().startsWith("too many requests have failed in a row");
			});
		}
	}

	@Test
	void requestsAreInFlightOrWait() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::ignore);
				UpstreamUnderTest core = UpstreamUnderTest.byKey(1, 8, UpstreamUnderTest.LONG, peer.port())) {
			awaitState(core, UpstreamState.UP);
			CompletableFuture<byte[]> first = core.send("1 one");
			CompletableFuture<byte[]> second = core.send("1 the same key");
			assertThat(first).isNotDone();
			assertThat(second).isNotDone();
			UpstreamStatus status = core.upstream.status();
			assertThat(status.inFlight()).isOne();
			assertThat(status.waiting()).isOne();
			assertThat(status.busyConnections()).isOne();
			assertThat(status.idleConnections()).isZero();
		}
	}

}
