package io.sluice.actuate.metrics;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;

/**
 * Reads the totals from the metric {@code sluice.requests}, so that they cost nothing per
 * message.
 */
@RequiredArgsConstructor
public final class MicrometerRequestTotals implements RequestTotals {

	private final MeterRegistry registry;

	@Override
	public Total of(String listener) {
		long requests = 0;
		long errors = 0;
		SortedMap<Double, Long> upTo = new TreeMap<>();
		for (Timer timer : this.registry.find(MicrometerListenerMetrics.REQUESTS).tag("listener", listener).timers()) {
			long count = timer.count();
			requests += count;
			errors += ListenerMetrics.OK.equals(timer.getId().getTag("outcome")) ? 0 : count;
			for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
				upTo.merge(bucket.bucket(TimeUnit.SECONDS), (long) bucket.count(), Long::sum);
			}
		}
		return new Total(requests, errors, LatencyBuckets.of(upTo));
	}

}
