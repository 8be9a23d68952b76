package io.sluice.actuate.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import lombok.RequiredArgsConstructor;

/**
 * Reads the ends from the metrics, so that they cost nothing per message. A meter that a
 * filter of the application denies counts nothing.
 */
@RequiredArgsConstructor
public final class MicrometerEndTotals implements EndTotals {

	private final MeterRegistry registry;

	@Override
	public Map<String, Ends> of(Set<String> listeners) {
		Map<String, Map<String, Long>> outcomes = timers(MicrometerListenerMetrics.REQUESTS, "outcome");
		Map<String, Map<String, Long>> closed = timers(MicrometerListenerMetrics.CONNECTIONS, "close.reason");
		Map<String, Map<String, Long>> rejected = counters(MicrometerListenerMetrics.REJECTED, "reason");
		Map<String, Map<String, Long>> dropped = counters(MicrometerListenerMetrics.DROPPED, "listener");
		Map<String, Ends> ends = new TreeMap<>();
		listeners.forEach((listener) -> ends.put(listener,
				new Ends(outcomes.getOrDefault(listener, Map.of()), closed.getOrDefault(listener, Map.of()),
						rejected.getOrDefault(listener, Map.of()),
						dropped.getOrDefault(listener, Map.of()).getOrDefault(listener, 0L))));
		return ends;
	}

	private Map<String, Map<String, Long>> timers(String name, String tag) {
		Map<String, Map<String, Long>> found = new TreeMap<>();
		for (Timer timer : this.registry.find(name).timers()) {
			add(timer, tag, timer.count(), found);
		}
		return found;
	}

	private Map<String, Map<String, Long>> counters(String name, String tag) {
		Map<String, Map<String, Long>> found = new TreeMap<>();
		for (Counter counter : this.registry.find(name).counters()) {
			add(counter, tag, (long) counter.count(), found);
		}
		return found;
	}

	private static void add(Meter meter, String tag, long count, Map<String, Map<String, Long>> found) {
		String kind = meter.getId().getTag(tag);
		String listener = meter.getId().getTag("listener");
		if (kind != null && listener != null) {
			Map<String, Long> counts = found.computeIfAbsent(listener, (_) -> new TreeMap<>());
			if (count > 0) {
				counts.merge(kind, count, Long::sum);
			}
		}
	}

}
