package io.sluice.telemetry;

import java.util.concurrent.TimeUnit;

import io.sluice.telemetry.UpstreamJournal.Latency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The percentiles of the latest durations.
 */
class RecentLatencyTests {

	private static final long NOW = -5;

	private final RecentLatency latency = new RecentLatency(NOW);

	@Test
	void withoutARequestThereIsNone() {
		assertThat(this.latency.percentiles(NOW)).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { 10_000, 40_000, 1_000_000, 7_300_000, 250_000_000, 30_000_000_000L, 500_000_000_000L })
	void aDurationIsFoundToAQuarter(long nanos) {
		for (int i = 0; i < 100; i++) {
			this.latency.record(nanos, NOW);
		}
		Latency found = this.latency.percentiles(NOW);
		assertThat(found.p50()).isCloseTo(nanos / 1e9, within(nanos / 4e9));
		assertThat(found.p99()).isCloseTo(nanos / 1e9, within(nanos / 4e9));
	}

	@Test
	void theShortestAndTheLongestAreKept() {
		this.latency.record(0, NOW);
		assertThat(this.latency.percentiles(NOW).p99()).as("no less than the first bucket may hold").isEqualTo(1.28e-6);
		this.latency.record(Long.MAX_VALUE, NOW);
		assertThat(this.latency.percentiles(NOW).p99()).isGreaterThan(500);
	}

	@Test
	void fewSlowOnesShowInTheHighPercentileOnly() {
		for (int i = 0; i < 1000; i++) {
			this.latency.record((i % 50 == 0) ? 1_000_000_000 : 1_000_000, NOW);
		}
		assertThat(this.latency.percentiles(NOW).p50()).isLessThan(0.002);
		assertThat(this.latency.percentiles(NOW).p99()).isGreaterThan(0.5);
	}

	@Test
	void whatIsOlderThanTwoWindowsIsForgotten() {
		long window = RecentLatency.WINDOW_NANOS;
		this.latency.record(1_000_000, NOW);
		this.latency.record(1_000_000_000, NOW + window);
		assertThat(this.latency.percentiles(NOW + 2 * window - 1).p50()).isLessThan(0.002);
		assertThat(this.latency.percentiles(NOW + 2 * window).p50()).isGreaterThan(0.5);
		assertThat(this.latency.percentiles(NOW + 3 * window)).isNull();
		this.latency.record(1_000_000, NOW + 3 * window);
		assertThat(this.latency.percentiles(NOW + 3 * window + TimeUnit.DAYS.toNanos(9))).isNull();
	}

}
