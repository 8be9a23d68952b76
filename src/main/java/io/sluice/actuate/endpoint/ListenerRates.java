package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.actuate.metrics.LatencyBuckets;
import io.sluice.actuate.metrics.RequestTotals.Total;
import org.jspecify.annotations.Nullable;

/**
 * Computes rates and percentiles from a listener's totals, between two samples. One
 * thread.
 * <p>
 * The buckets of some meter registries (Prometheus) only grow, and the growth belongs to
 * the interval. Other registries forget: Micrometer's simple registry keeps the last
 * minute, and drops a third of it at once. A registry that forgets is recognized by a
 * bucket that has shrunk. From then on, the percentiles are those of all requests that
 * the registry still has.
 */
final class ListenerRates {

	private Total before;

	private boolean forgetful;

	ListenerRates(Total now) {
		this.before = now;
	}

	/**
	 * The rates since the last sample.
	 * @param now the current totals
	 * @param connections the number of open connections
	 * @param seconds the time since the last sample
	 */
	Rates next(Total now, int connections, double seconds) {
		// a registry that counts in steps starts again from zero
		long requests = Math.max(0, now.requests() - this.before.requests());
		long errors = Math.max(0, now.errors() - this.before.errors());
		LatencyBuckets latencies = latencies(now);
		long measured = this.forgetful ? latencies.total() : Math.max(requests, latencies.total());
		this.before = now;
		return new Rates(connections, requests / seconds, errors / seconds,
				(requests > 0 && latencies.total() > 0) ? Percentiles.of(latencies, measured) : null);
	}

	private LatencyBuckets latencies(Total now) {
		LatencyBuckets grown = this.forgetful ? null : now.latencies().since(this.before.latencies());
		this.forgetful = grown == null;
		return (grown != null) ? grown : now.latencies();
	}

	/**
	 * The rates of a listener in one interval.
	 *
	 * @param connections the connections open at the end
	 * @param requestsPerSecond the requests that ended
	 * @param errorsPerSecond the requests that ended with an outcome other than
	 * {@code ok}
	 * @param percentiles the durations; {@code null} without requests
	 */
	record Rates(int connections, double requestsPerSecond, double errorsPerSecond, @Nullable Percentiles percentiles) {

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("connections", this.connections);
			shown.put("requestsPerSecond", round(this.requestsPerSecond, 1000));
			shown.put("errorsPerSecond", round(this.errorsPerSecond, 1000));
			if (this.percentiles != null) {
				shown.put("p50", round(this.percentiles.p50(), 10_000_000));
				shown.put("p99", round(this.percentiles.p99(), 10_000_000));
				shown.put("p999", round(this.percentiles.p999(), 10_000_000));
			}
			return shown;
		}

		private static double round(double value, long parts) {
			return Math.round(value * parts) / (double) parts;
		}

	}

	/**
	 * Percentiles of the request durations, in seconds.
	 *
	 * @param p50 the median
	 * @param p99 the 99th percentile
	 * @param p999 the 99.9th percentile
	 */
	record Percentiles(double p50, double p99, double p999) {

		static Percentiles of(LatencyBuckets latencies, long requests) {
			return new Percentiles(latencies.percentile(0.5, requests), latencies.percentile(0.99, requests),
					latencies.percentile(0.999, requests));
		}

	}

}
