package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.sluice.TcpHandler;
import io.sluice.support.LogWatch;
import io.sluice.support.SteadyClients;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import io.sluice.support.TricklingClients;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Thousands of clients that take for ever to send, or never read what they asked for,
 * beside others that behave.
 */
class SlowAndDeafClientsTests {

	private static final int SLOW = 2000;

	private static final int DEAF = 500;

	private static final int NORMAL = 100;

	private static final Duration DEADLINE = Duration.ofSeconds(3);

	/**
	 * For how much longer than its deadline a connection may be open: two seconds, of
	 * which one is spent on letting the client read why, and twenty more. The time counts
	 * from the accept, and here all clients are on the two cores of the gateway, perhaps
	 * beside other builds: under a load of eight it was up to ten. A deadline that a byte
	 * a second could prolong would never end.
	 */
	private static final Duration MARGIN = Duration.ofSeconds(2 + 20);

	/**
	 * How much more heap may be in use afterwards than before. A connection takes 3 KB or
	 * more, so what two thousand of them left behind would be seen.
	 */
	private static final DataSize HEAP_MARGIN = DataSize.ofMegabytes(4);

	private static final String[] PROPERTIES = { ".timeouts.frame=" + DEADLINE.toSeconds() + "s",
			".timeouts.write=" + DEADLINE.toSeconds() + "s", ".framing.max-size=1MB", ".routes[0].when.equals=large",
			".routes[0].to=large", ".routes[1].to=echo" };

	@Test
	void slowAndDeafClientsAreGoneInTimeAndNobodyElseNotices() throws Exception {
		try (TestGateway gateway = TestGateway.start(Large.class, PROPERTIES);
				LogWatch log = LogWatch.begin();
				SteadyClients normal = new SteadyClients(gateway.port(), NORMAL)) {
			await().until(() -> normal.answered() > 10_000);
			long before = usedHeap();
			besiege(gateway, normal);
			assertThat(gateway.longestOpen("frame_timeout")).isBetween(DEADLINE, DEADLINE.plus(MARGIN));
			assertThat(gateway.longestOpen("write_timeout")).isBetween(DEADLINE, DEADLINE.plus(MARGIN));
			assertThat(gateway.meter("sluice.connections.active")).isEqualTo(NORMAL);
			await().untilAsserted(() -> assertThat(usedHeap() - before).isLessThan(HEAP_MARGIN.toBytes()));
			normal.finish();
			await().untilAsserted(() -> assertThat(gateway.closed("client_closed")).isEqualTo(NORMAL));
			assertThat(gateway.closed()).isEqualTo(SLOW + DEAF + NORMAL);
			log.assertQuiet("slow and deaf clients");
		}
	}

	private static void besiege(TestGateway gateway, SteadyClients normal) throws IOException {
		List<TestClient> deaf = new ArrayList<>();
		try (TricklingClients slow = new TricklingClients(gateway.port(), SLOW)) {
			for (int i = 0; i < DEAF; i++) {
				deaf.add(connectDeaf(gateway).send("large\n".repeat(10)));
			}
			long answered = normal.answered();
			await().untilAsserted(() -> {
				assertThat(gateway.closed("frame_timeout")).isEqualTo(SLOW);
				assertThat(gateway.closed("write_timeout")).isEqualTo(DEAF);
				assertThat(slow.left()).isZero();
			});
			assertThat(normal.answered()).as("requests answered meanwhile").isGreaterThan(answered + NORMAL);
		}
		for (TestClient client : deaf) {
			client.close();
		}
	}

	/**
	 * What a deaf client has not taken must not stay with the system, which would go on
	 * asking it for as long as it answers.
	 */
	@Test
	void whatADeafClientDidNotTakeIsDroppedWithItsConnection() throws IOException {
		try (TestGateway gateway = TestGateway.start(Large.class, ".timeouts.write=1s", ".framing.max-size=1MB",
				".routes[0].to=large"); TestClient deaf = connectDeaf(gateway).send("large\n".repeat(10))) {
			await().untilAsserted(() -> assertThat(gateway.closed("write_timeout")).isOne());
			assertThatExceptionOfType(SocketException.class).isThrownBy(deaf::readToEnd).withMessageContaining("reset");
		}
	}

	/**
	 * Connect with so small a buffer that the system does not read on the client's
	 * behalf.
	 */
	private static TestClient connectDeaf(TestGateway gateway) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
		return new TestClient(socket);
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	static class Large {

		private static final byte[] REPLY = "x".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);

		@TcpHandler("large")
		byte[] large() {
			return REPLY;
		}

	}

}
