package io.sluice.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.Crowd;
import io.sluice.support.LogWatch;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that connect only to vanish with a reset.
 */
class ResetStormTests {

	private static final int CONNECTS = 10_000;

	/**
	 * Fits in the backlog: where that is full, the system drops whom it did not count.
	 */
	private static final int WAVE = 500;

	/** So few that one place in two hundred, if it leaked, would leave none. */
	private static final int ROOM = 50;

	@Test
	void tenThousandResetsAreCountedAndLeaveNothingBehind() throws Exception {
		try (TestGateway gateway = TestGateway.start(ResetStormTests.class, ".limits.max-connections=" + ROOM,
				".limits.max-connections-per-address=" + ROOM, ".routes[0].to=echo"); LogWatch log = LogWatch.begin()) {
			for (int sent = WAVE; sent <= CONNECTS; sent += WAVE) {
				long due = sent;
				Crowd.each(WAVE, (number) -> connectAndVanish(gateway, number));
				await().untilAsserted(() -> assertThat(ended(gateway)).isEqualTo(due));
			}
			assertThat(gateway.meter("sluice.connections.active")).isZero();
			assertThat(gateway.closed()).as("each is counted once").isEqualTo(CONNECTS);
			assertRoomForAll(gateway);
			assertThat(gateway.rejected("address_limit")).isZero();
			log.assertQuiet("the storm");
		}
	}

	/**
	 * One whose reset overtakes its first byte has only looked in.
	 */
	private static long ended(TestGateway gateway) {
		return gateway.closed("client_reset") + gateway.closed("client_closed");
	}

	private static void connectAndVanish(TestGateway gateway, int number) throws IOException {
		TestClient client = gateway.connect();
		switch (number % 3) {
			case 0 -> client.send("half a fra");
			case 1 -> client.send("a request whose reply nobody reads\n");
			default -> {
				// right after connecting
			}
		}
		client.reset();
	}

	/**
	 * As many clients as there may be are served, all at once.
	 */
	private static void assertRoomForAll(TestGateway gateway) throws IOException {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < ROOM; i++) {
			clients.add(gateway.connect());
			assertThat(clients.getLast().request("hello " + i)).isEqualTo("hello " + i);
		}
		assertThat(gateway.meter("sluice.connections.active")).isEqualTo(ROOM);
		for (TestClient client : clients) {
			assertThat(client.request("again")).isEqualTo("again");
		}
		for (TestClient client : clients) {
			client.close();
		}
	}

}
