package io.sluice.actuate.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.actuate.metrics.LatencyBuckets;
import io.sluice.actuate.metrics.RequestTotals.Total;
import org.jspecify.annotations.Nullable;

/**
 * Makes rates and percentiles of a listener's totals, from one look at them to the next.
 * One thread.
 * <p>
 * The buckets of some meter registries (Prometheus) only ever grow, and what they have
 * grown by is what came in between. Others forget: Micrometer's simple registry keeps the
 * last minute, a third of which it drops at once. A registry that forgets gives itself
 * away by a bucket that has become emptier, and from then on its percentiles are those of
 * all that it still knows.
 */
final class ListenerRates {

	private Total before;

	private boolean forgetful;

	ListenerRates(Total now) {
		this.before = now;
	}

	/**
	 * What there was since the last look.
	 * @param now the totals
	 * @param connections how many are open
	 * @param seconds how long ago the last look was
	 */
	Rates next(Total now, int connections, double seconds) {
		// a registry that counts in steps begins anew
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
	 * What a listener did for a while.
	 *
	 * @param connections how many were open at the end
	 * @param requestsPerSecond requests that ended
	 * @param errorsPerSecond those of them that ended otherwise than {@code ok}
	 * @param percentiles how long they took; none where there were no requests
	 */
	record Rates(int connections, double requestsPerSecond, double errorsPerSecond, @Nullable Percentiles percentiles) {

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("connections", this.connections);
			shown.put("requestsPerSecond", rounded(this.requestsPerSecond, 1000));
			shown.put("errorsPerSecond", rounded(this.errorsPerSecond, 1000));
			if (this.percentiles != null) {
				shown.put("p50", rounded(this.percentiles.p50(), 10_000_000));
				shown.put("p99", rounded(this.percentiles.p99(), 10_000_000));
				shown.put("p999", rounded(this.percentiles.p999(), 10_000_000));
			}
			return shown;
		}

		private static double rounded(double value, long parts) {
			return Math.round(value * parts) / (double) parts;
		}

	}

	/**
	 * How long requests took, in seconds.
	 *
	 * @param p50 half of them at most
	 * @param p99 99 % of them at most
	 * @param p999 99.9 % of them at most
	 */
	record Percentiles(double p50, double p99, double p999) {

		static Percentiles of(LatencyBuckets latencies, long requests) {
			return new Percentiles(latencies.percentile(0.5, requests), latencies.percentile(0.99, requests),
					latencies.percentile(0.999, requests));
		}

	}

}
