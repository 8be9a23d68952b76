package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.sluice.support.LogWatch;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A thousand clients that begin a TLS handshake, or not even that, and say no more.
 */
class HandshakeFloodTests {

	private static final int CLIENTS = 1000;

	/** Long enough for all of them to be open at once on a busy machine. */
	private static final Duration DEADLINE = Duration.ofSeconds(6);

	/**
	 * The gateway looks at deadlines ten times a second. The rest is for the sweeper's
	 * thread not to be given a core for that long, beside other tests on two of them.
	 */
	private static final Duration MARGIN = Duration.ofSeconds(8);

	@TempDir
	private Path directory;

	@Test
	void halfHandshakesEndAtTheDeadlineAndGoodClientsAreServedBesideThem() throws Exception {
		TlsClients tls = new TlsClients(this.directory);
		try (TestGateway gateway = TestGateway.start(HandshakeFloodTests.class,
				tls.properties(".timeouts.handshake=" + DEADLINE.toSeconds() + "s", ".routes[0].to=echo"));
				LogWatch log = LogWatch.begin();
				TestClient resident = tls.connect(gateway.port())) {
			List<TestClient> flood = flood(gateway, tls.clientHello());
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.connections.active")).isEqualTo(CLIENTS + 1));
			serveDuringFlood(gateway, tls, resident);
			for (TestClient client : flood) {
				client.awaitClosed();
			}
			assertThat(gateway.longestOpen("handshake_timeout")).isBetween(DEADLINE, DEADLINE.plus(MARGIN));
			assertServed(tls, gateway);
			assertThat(resident.request("still here")).isEqualTo("still here");
			await().untilAsserted(() -> assertThat(gateway.meter("sluice.connections.active")).isOne());
			assertThat(gateway.closed("handshake_timeout")).isEqualTo(CLIENTS);
			log.assertQuiet("the flood");
		}
	}

	private static List<TestClient> flood(TestGateway gateway, byte[] hello) throws IOException {
		byte[] half = Arrays.copyOf(hello, hello.length / 2);
		List<TestClient> flood = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			flood.add(gateway.connect());
			if (i % 2 == 0) {
				flood.getLast().send(half);
			}
		}
		return flood;
	}

	/**
	 * Keep one connection busy, and open others, for as long as the flood lasts.
	 */
	private static void serveDuringFlood(TestGateway gateway, TlsClients tls, TestClient resident) {
		await().atMost(DEADLINE.plus(Duration.ofMinutes(1))).until(() -> {
			assertThat(resident.request("beside the flood")).isEqualTo("beside the flood");
			assertServed(tls, gateway);
			return gateway.closed("handshake_timeout") == CLIENTS;
		});
		assertThat(gateway.closed("client_closed")).as("clients beside the flood").isGreaterThan(1);
	}

	private static void assertServed(TlsClients tls, TestGateway gateway) throws IOException {
		try (TestClient client = tls.connect(gateway.port())) {
			assertThat(client.request("hello")).isEqualTo("hello");
		}
	}

}
