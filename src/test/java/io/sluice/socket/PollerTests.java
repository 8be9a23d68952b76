package io.sluice.socket;

import java.util.concurrent.CompletableFuture;

import io.sluice.process.VitalThreadMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link Poller}: how many turns it gives between two looks, and when it pauses.
 */
class PollerTests {

	@ParameterizedTest(name = "{0} queued, {1} woken without a turn: {2}")
	@CsvSource({ "0, 0, 0", "0, 5, 0", "1, 0, 1", "3, 0, 1", "3, 2, 2", "3, 9, 3", "8, 0, 2", "64, 0, 9",
			"64, 40, 40" })
	void givesAsManyTurnsAsItWokeWithoutAndAtLeastASmallPart(int queued, int woken, int turns) {
		assertThat(Poller.turns(queued, woken)).isEqualTo(turns);
	}

	/**
	 * A selector finds a socket whose close has begun, and finds it again, until the
	 * thread that closes it has had a processor.
	 */
	@Test
	void pausesWhereItFindsNothingButSocketsThatAreBeingClosed() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		ClosingSelector selector = new ClosingSelector(thread);
		Poller poller = new Poller(new WakeableSelector(selector), Thread.ofPlatform().daemon(), "poller",
				VitalThreadMonitor.UNWATCHED);
		try {
			await().until(() -> thread.join().getState() == Thread.State.TIMED_WAITING);
		}
		finally {
			poller.close();
		}
	}

}
