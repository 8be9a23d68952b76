package io.sluice.process;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunningTimeTests {

	/** Near the overflow of a {@link System#nanoTime()}. */
	private static final long BEGIN = Long.MAX_VALUE - 5_000_000;

	private final RunningTime time = new RunningTime(BEGIN);

	private long passed(long millis) {
		return TimeUnit.NANOSECONDS.toMillis(this.time.passed(BEGIN + TimeUnit.MILLISECONDS.toNanos(millis)));
	}

	@Test
	void timeBetweenQuestionsCounts() {
		assertThat(passed(0)).isZero();
		assertThat(passed(5)).isEqualTo(5);
		assertThat(passed(80)).isEqualTo(80);
		assertThat(passed(180)).isEqualTo(180);
	}

	@Test
	void pauseCountsAsOneStep() {
		assertThat(passed(5)).isEqualTo(5);
		assertThat(passed(60_005)).isEqualTo(105);
		assertThat(passed(60_010)).isEqualTo(110);
	}

}
