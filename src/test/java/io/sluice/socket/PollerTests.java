package io.sluice.socket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Poller}: how many turns it gives between two looks.
 */
class PollerTests {

	@ParameterizedTest(name = "{0} queued, {1} woken without a turn: {2}")
	@CsvSource({ "0, 0, 0", "0, 5, 0", "1, 0, 1", "3, 0, 1", "3, 2, 2", "3, 9, 3", "8, 0, 2", "64, 0, 9",
			"64, 40, 40" })
	void givesAsManyTurnsAsItWokeWithoutAndAtLeastASmallPart(int queued, int woken, int turns) {
		assertThat(Poller.turns(queued, woken)).isEqualTo(turns);
	}

}
