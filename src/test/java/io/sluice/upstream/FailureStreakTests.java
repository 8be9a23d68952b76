package io.sluice.upstream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a service counts as down.
 */
class FailureStreakTests {

	private static final long NOW = -5;

	private final FailureStreak streak = new FailureStreak();

	private void fail(int times, long now) {
		for (int i = 0; i < times; i++) {
			this.streak.recordFailure("failure", now);
		}
	}

	@Test
	void aServiceIsDownAfterFailuresInARow() {
		fail(FailureStreak.FAILURES - 1, NOW);
		assertThat(this.streak.problem(NOW)).isNull();
		this.streak.recordAnswer();
		fail(FailureStreak.FAILURES - 1, NOW);
		assertThat(this.streak.problem(NOW)).isNull();
		fail(1, NOW);
		assertThat(this.streak.problem(NOW)).isEqualTo("failure");
	}

	@Test
	void anAnswerEndsIt() {
		fail(FailureStreak.FAILURES, NOW);
		this.streak.recordAnswer();
		assertThat(this.streak.problem(NOW)).isNull();
	}

	@Test
	void itCountsAsUpAWhileLaterUntilItFailsAgain() {
		fail(FailureStreak.FAILURES, NOW);
		long later = NOW + FailureStreak.DOWN_NANOS;
		assertThat(this.streak.problem(later - 1)).isNotNull();
		assertThat(this.streak.problem(later)).isNull();
		fail(1, later);
		assertThat(this.streak.problem(later)).isNotNull();
	}

}
