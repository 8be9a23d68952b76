package io.sluice.actuate.metrics;

import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import lombok.RequiredArgsConstructor;

/**
 * Reads the counts from the metric {@code sluice.requests}, so that they cost nothing per
 * message.
 */
@RequiredArgsConstructor
public final class MicrometerRouteCounts implements RouteCounts {

	private final MeterRegistry registry;

	@Override
	public Map<String, Long> of(String listener, String route) {
		Map<String, Long> counts = new TreeMap<>();
		for (Timer timer : this.registry.find(MicrometerListenerMetrics.REQUESTS)
			.tags("listener", listener, "route", route)
			.timers()) {
			counts.merge(String.valueOf(timer.getId().getTag("outcome")), timer.count(), Long::sum);
		}
		return counts;
	}

}
