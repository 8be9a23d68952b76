package io.sluice.app;

import java.nio.file.Path;
import java.util.List;

import io.sluice.app.NumberingClients.Move;
import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways come and go in the middle of the day, as docs/rolling.md says, or are killed,
 * and clients that connect again go on.
 */
@NeedsPrograms("haproxy")
class RollingDrill {

	@Test
	void everyRequestIsHandledAndAnsweredOnceWhileEachGatewayIsReplacedTwice(@TempDir Path directory) throws Exception {
		try (Rolling rolling = new Rolling(directory)) {
			rolling.replace(List.of(0, 1, 2, 0, 1, 2));
		}
	}

	@Test
	void noRequestIsLostIfAGatewayPausesWhileItEndsItsConnections(@TempDir Path directory) throws Exception {
		try (Rolling rolling = new Rolling(directory)) {
			NumberingClients clients = rolling.clients();
			GatewayProcess ending = rolling.fleet().terminate(0);
			await().until(() -> !clients.moves().isEmpty());
			ending.hold();
			await().until(() -> clients.allWaitFor(ending));
			assertThat(clients.gateways()).contains(ending.pid());
			// the turns of many connections would be over
			int begun = clients.begun();
			await().until(() -> clients.begun() > begun + 3 * Rolling.REQUESTS_PER_SECOND);
			ending.release();
			assertThat(ending.awaitEnd()).isIn(0, 143);
			clients.finish();
			assertThat(clients.failures()).isEmpty();
			rolling.assertAllIsAnswered(ending);
			assertThat(clients.moves()).extracting(Move::from).containsOnly(ending.pid());
		}
	}

	@Test
	void nothingButWhatWasInFlightInAKilledGatewayIsUnanswered(@TempDir Path directory) throws Exception {
		try (Rolling rolling = new Rolling(directory)) {
			NumberingClients clients = rolling.clients();
			// held first, or a busy machine might kill it in a moment without a request
			GatewayProcess killed = rolling.fleet().hold(0);
			await().until(() -> clients.allWaitFor(killed));
			rolling.fleet().kill(killed);
			await().until(() -> !clients.gateways().contains(killed.pid()));
			clients.finish();
			assertThat(clients.failures()).isNotEmpty().allSatisfy((failure) -> {
				assertThat(failure.gateway()).isEqualTo(killed.pid());
				assertThat(failure.reason()).matches("(closed|reset) by peer, 1 request unanswered");
			});
			rolling.fleet().stop().forEach(rolling::assertAllIsAnswered);
			assertThat(clients.moves()).extracting(Move::from).containsOnly(killed.pid());
		}
	}

}
