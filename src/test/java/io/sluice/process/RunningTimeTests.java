package io.sluice.process;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunningTimeTests {

	/** Near the overflow of a {@link System#nanoTime()}. */
	private static final long BEGIN = Long.MAX_VALUE - 5_000_000;

	private final RunningTime time = new RunningTime(BEGIN);

	private long advance(long millis) {
		return TimeUnit.NANOSECONDS.toMillis(this.time.advance(BEGIN + TimeUnit.MILLISECONDS.toNanos(millis)));
	}

	@Test
	void timeBetweenCallsCounts() {
		assertThat(advance(0)).isZero();
		assertThat(advance(5)).isEqualTo(5);
		assertThat(advance(80)).isEqualTo(80);
		assertThat(advance(180)).isEqualTo(180);
	}

	@Test
	void pauseDoesNotCount() {
		assertThat(advance(5)).isEqualTo(5);
		assertThat(advance(60_005)).isEqualTo(5);
		assertThat(advance(60_010)).isEqualTo(10);
		assertThat(advance(60_111)).isEqualTo(10);
	}

	@Test
	void timeGoesOnThoughEachCallIsLate() {
		assertThat(advance(1_000)).isZero();
		assertThat(advance(2_000)).isEqualTo(100);
		assertThat(advance(3_000)).isEqualTo(100);
		assertThat(advance(4_000)).isEqualTo(200);
	}

}
