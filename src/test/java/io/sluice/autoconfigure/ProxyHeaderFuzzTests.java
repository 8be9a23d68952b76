package io.sluice.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.sluice.support.Crowd;
import io.sluice.support.LogWatch;
import io.sluice.support.RandomTraffic;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What comes instead of a PROXY header, over sockets: random bytes, and headers that are
 * cut off or changed.
 */
class ProxyHeaderFuzzTests {

	private static final int CLIENTS = 2000;

	private static final int ROOM = 20;

	/** A good header; all its clients have one address. */
	private static final byte[] HEADER = line("PROXY TCP4 192.0.2.7 192.0.2.1 4711 7070\r\n");

	/** Real ones; those of version 2 were captured from HAProxy. */
	private static final List<byte[]> HEADERS = List.of(HEADER, line("PROXY TCP6 ::1 ::1 45114 19120\r\n"),
			line("PROXY UNKNOWN\r\n"), block("2111000c7f0000017f000001c4904ab1"), block("20000000"),
			block("2121002400000000000000000000000000000001" + "00000000000000000000000000000001ed784ab1"),
			block("211100397f0000017f000001d96e4ab20300046c90a707"
					+ "05001b37463030303030313a443936455f37463030303030313a34414232" + "2000050000000000"));

	private static byte[] line(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] block(String hex) {
		return HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + hex);
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 20_260_104L, 40_520_208L, 60_780_312L })
	void whateverComesInsteadOfAHeaderHarmsNobody(long seed) throws Exception {
		try (TestGateway gateway = TestGateway.start(ProxyHeaderFuzzTests.class, ".proxy-protocol.mode=required",
				".proxy-protocol.trusted[0]=127.0.0.1", ".limits.max-connections=" + ROOM,
				".limits.max-connections-per-address=" + ROOM, ".routes[0].to=echo"); LogWatch log = LogWatch.begin()) {
			Crowd.each(CLIENTS, (number) -> talk(gateway, new Random(seed + number)));
			await().untilAsserted(() -> assertThat(gateway.closed()).as("seed %d", seed).isEqualTo(CLIENTS));
			assertThat(gateway.closed("bad_proxy_header")).isGreaterThan(CLIENTS / 10);
			assertThat(gateway.requests("echo", "ok")).as("some headers were good").isPositive();
			assertRoomForAll(gateway);
			log.assertQuiet("PROXY headers of seed %d".formatted(seed));
			assertThat(gateway.closed("server_error")).as("seed %d", seed).isZero();
		}
	}

	private static void talk(TestGateway gateway, Random random) throws IOException {
		TestClient client = gateway.connect();
		try {
			client.send(beginning(random));
			if (random.nextInt(4) == 0) {
				client.reset();
			}
			else {
				client.endOutput().awaitClosed();
			}
		}
		catch (IOException ex) {
			// the gateway was faster to close than the client to send
			client.close();
		}
	}

	private static byte[] beginning(Random random) throws IOException {
		ByteArrayOutputStream beginning = new ByteArrayOutputStream();
		byte[] header = HEADERS.get(random.nextInt(HEADERS.size()));
		beginning.write((random.nextInt(4) == 0) ? RandomTraffic.randomBytes(random, random.nextInt(1, 300))
				: RandomTraffic.damage(header, random));
		beginning.write(line("hello\n"));
		return beginning.toByteArray();
	}

	/**
	 * No place was lost, neither of the listener's nor of an address.
	 */
	private static void assertRoomForAll(TestGateway gateway) throws IOException {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < ROOM; i++) {
			clients.add(gateway.connect().send(HEADER));
			assertThat(clients.getLast().request("hello " + i)).isEqualTo("hello " + i);
		}
		for (TestClient client : clients) {
			client.close();
		}
	}

}
