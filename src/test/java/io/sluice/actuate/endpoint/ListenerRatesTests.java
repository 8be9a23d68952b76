package io.sluice.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.actuate.endpoint.ListenerRates.Percentiles;
import io.sluice.actuate.endpoint.ListenerRates.Rates;
import io.sluice.actuate.metrics.LatencyBuckets;
import io.sluice.actuate.metrics.MicrometerListenerMetrics;
import io.sluice.actuate.metrics.MicrometerRequestTotals;
import io.sluice.actuate.metrics.RequestTotals.Total;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Rates and percentiles of what the metrics have counted.
 */
class ListenerRatesTests {

	private static final double[] BOUNDS = { 0.001, 0.01, 0.1 };

	@Test
	void ratesAreOfWhatCameSince() {
		ListenerRates rates = new ListenerRates(total(1000, 10, 1000, 0, 0));
		Rates now = rates.next(total(1500, 20, 1500, 0, 0), 7, 5);
		assertThat(now.connections()).isEqualTo(7);
		assertThat(now.requestsPerSecond()).isEqualTo(100);
		assertThat(now.errorsPerSecond()).isEqualTo(2);
		assertThat(rates.next(total(1500, 20, 1500, 0, 0), 7, 5).requestsPerSecond()).isZero();
	}

	@Test
	void percentilesAreOfWhatCameSince() {
		ListenerRates rates = new ListenerRates(total(5000, 0, 0, 0, 5000));
		Percentiles percentiles = rates.next(total(6000, 0, 980, 20, 5000), 1, 5).percentiles();
		assertThat(percentiles).isNotNull();
		assertThat(percentiles.p50()).as("at most, in the first bucket").isEqualTo(0.001);
		assertThat(percentiles.p99()).isCloseTo(0.0055, within(0.0001));
		assertThat(percentiles.p999()).isCloseTo(0.00955, within(0.0001));
	}

	@Test
	void thereAreNoPercentilesWithoutRequests() {
		ListenerRates rates = new ListenerRates(total(10, 0, 10, 0, 0));
		assertThat(rates.next(total(10, 0, 10, 0, 0), 1, 5).percentiles()).isNull();
		assertThat(rates.next(total(10, 0, 10, 0, 0), 1, 5).show()).doesNotContainKeys("p50", "p99", "p999");
		assertThat(new ListenerRates(Total.NONE).next(new Total(3, 0, LatencyBuckets.NONE), 1, 5).percentiles())
			.as("a registry without buckets")
			.isNull();
	}

	@Test
	void requestsThatTookLongerThanAnyBucketCount() {
		Percentiles percentiles = new ListenerRates(Total.NONE).next(total(100, 0, 60, 0, 0), 1, 5).percentiles();
		assertThat(percentiles.p50()).as("at most, in the first bucket").isEqualTo(0.001);
		assertThat(percentiles.p99()).as("at least, beyond the last bucket").isEqualTo(0.1);
	}

	@Test
	void registryThatForgetsIsFoundOut() {
		ListenerRates rates = new ListenerRates(total(100, 0, 100, 0, 0));
		Percentiles percentiles = rates.next(total(150, 0, 40, 50, 0), 1, 5).percentiles();
		assertThat(percentiles.p99()).as("of the 90 it still knows").isCloseTo(0.0098, within(0.0002));
		percentiles = rates.next(total(160, 0, 40, 60, 0), 1, 5).percentiles();
		assertThat(percentiles.p50()).as("of the 100 it knows, not of the 10 that came")
			.isCloseTo(0.0025, within(0.0001));
	}

	/**
	 * The registry of an application that brings none: its buckets rotate.
	 */
	@Test
	void percentilesOfTheSimpleRegistryAreThoseOfLate() {
		MockClock clock = new MockClock();
		MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
		MicrometerListenerMetrics metrics = new MicrometerListenerMetrics(registry, "test");
		MicrometerRequestTotals totals = new MicrometerRequestTotals(registry);
		ListenerRates rates = new ListenerRates(totals.of("test"));
		Percentiles fast = null;
		for (int look = 0; look < 24; look++) {
			record(metrics, clock, Duration.ofNanos(200_000));
			fast = rates.next(totals.of("test"), 1, 5).percentiles();
			assertThat(fast.p50()).isBetween(0.0001, 0.00025);
		}
		assertThat(fast.p999()).isBetween(0.0001, 0.00025);
		Rates slow = null;
		for (int look = 0; look < 24; look++) {
			record(metrics, clock, Duration.ofMillis(40));
			slow = rates.next(totals.of("test"), 1, 5);
			assertThat(slow.requestsPerSecond()).isEqualTo(20);
			assertThat(slow.percentiles().p99()).isBetween(0.025, 0.05);
		}
		assertThat(slow.percentiles().p50()).isBetween(0.025, 0.05);
		clock.add(5, TimeUnit.SECONDS);
		assertThat(rates.next(totals.of("test"), 1, 5).percentiles()).isNull();
	}

	private static void record(MicrometerListenerMetrics metrics, MockClock clock, Duration took) {
		for (int i = 0; i < 100; i++) {
			metrics.requestEnded("echo", "ok", took.toNanos());
			clock.add(50, TimeUnit.MILLISECONDS);
		}
	}

	@Test
	void errorsAreAllThatIsNotOk() {
		MeterRegistry registry = new SimpleMeterRegistry();
		MicrometerListenerMetrics metrics = new MicrometerListenerMetrics(registry, "test");
		metrics.requestEnded("echo", "ok", 1);
		metrics.requestEnded("echo", "timeout", 1);
		metrics.requestEnded(null, "no_route", 1);
		new MicrometerListenerMetrics(registry, "other").requestEnded("echo", "ok", 1);
		Total total = new MicrometerRequestTotals(registry).of("test");
		assertThat(total.requests()).isEqualTo(3);
		assertThat(total.errors()).isEqualTo(2);
		assertThat(total.latencies().total()).isEqualTo(3);
	}

	private static Total total(long requests, long errors, long... buckets) {
		return new Total(requests, errors, new LatencyBuckets(BOUNDS, buckets));
	}

}
