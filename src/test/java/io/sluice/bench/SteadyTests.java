package io.sluice.bench;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SteadyTests {

	private static final Samples STEADY = new Samples(List.of(1.0, 1.1, 1.2));

	private static final Samples WIDE = new Samples(List.of(0.7, 1.0, 1.3));

	private static final Samples WIDER = new Samples(List.of(0.5, 1.0, 1.5));

	@Test
	void aRatioThatSpreadsLittleIsNotTakenAgain() throws Exception {
		assertThat(Steady.ratio(STEADY, () -> {
			throw new AssertionError("taken again");
		})).isEqualTo(STEADY);
	}

	@Test
	void theFirstSteadyTryCounts() throws Exception {
		Queue<Samples> tries = new ArrayDeque<>(List.of(STEADY, WIDE));
		assertThat(Steady.ratio(WIDER, tries::remove)).isEqualTo(STEADY);
		assertThat(tries).hasSize(1);
	}

	@Test
	void ofThreeTriesThatSpreadFarTheOneThatSpreadsLeastCounts() throws Exception {
		Queue<Samples> tries = new ArrayDeque<>(List.of(WIDE, WIDER, STEADY));
		assertThat(Steady.ratio(WIDER, tries::remove)).isEqualTo(WIDE);
		assertThat(tries).containsExactly(STEADY);
	}

	@Test
	void aRowThatSpreadsFarSaysSo() {
		assertThat(new Row("far", WIDE, Row.RATIO, 2).line())
			.isEqualTo("| far | 1.000 | 0.300 (**wide**) | ratio | 2.000 |");
		assertThat(new Row("little", STEADY, Row.RATIO, 1).line())
			.isEqualTo("| little | 1.100 | 0.100 | ratio | 1.000 (**exceeded**) |");
		assertThat(new Row("time", WIDE, "ms", Double.NaN).line()).isEqualTo("| time | 1.000 | 0.300 | ms |  |");
	}

}
