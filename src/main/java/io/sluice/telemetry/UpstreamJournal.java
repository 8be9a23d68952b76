package io.sluice.telemetry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * The state that is kept under the name of an upstream, and so outlasts an upstream that
 * is replaced: whether it is suspended, its metrics, its latest error and its latency.
 * Any thread.
 */
public final class UpstreamJournal {

	private final UpstreamMetrics metrics;

	private final RecentLatency latency = new RecentLatency(System.nanoTime());

	private final AtomicBoolean suspended = new AtomicBoolean();

	private volatile @Nullable LastError lastError;

	UpstreamJournal(UpstreamMetrics metrics) {
		this.metrics = metrics;
	}

	UpstreamMetrics metrics() {
		return this.metrics;
	}

	/**
	 * Record a request that has ended.
	 * @param route the name of its route
	 * @param outcome the outcome
	 * @param start when it began, of {@link System#nanoTime()}
	 */
	public void recordRequest(String route, UpstreamOutcome outcome, long start) {
		long now = System.nanoTime();
		this.metrics.requestEnded(route, outcome, now - start);
		if (outcome.isAnswered()) {
			this.latency.record(now - start, now);
		}
	}

	/**
	 * Record an error of the upstream.
	 * @param text a sentence without secrets
	 */
	public void recordError(String text) {
		this.lastError = new LastError(Instant.now(), text);
	}

	/**
	 * The latest error, or {@code null} if there was none.
	 */
	public @Nullable LastError lastError() {
		return this.lastError;
	}

	/**
	 * The durations of the requests that were answered in the latest 30 to 60 seconds, or
	 * {@code null} if there were none.
	 */
	public @Nullable Latency latency() {
		return this.latency.percentiles(System.nanoTime());
	}

	/**
	 * Whether the upstream takes no new requests.
	 */
	public boolean isSuspended() {
		return this.suspended.get();
	}

	/**
	 * Make the upstream take no new requests. Requests that it has taken are not
	 * affected.
	 * @return {@code false} if it is already suspended
	 */
	public boolean suspend() {
		return this.suspended.compareAndSet(false, true);
	}

	/**
	 * Make the upstream take requests again.
	 * @return {@code false} if it is not suspended
	 */
	public boolean resume() {
		return this.suspended.compareAndSet(true, false);
	}

	/**
	 * An error.
	 *
	 * @param at when it occurred
	 * @param text what it was
	 */
	public record LastError(Instant at, String text) {

	}

	/**
	 * Percentiles of durations, in seconds.
	 *
	 * @param p50 the median
	 * @param p99 the 99th percentile
	 */
	public record Latency(double p50, double p99) {

	}

}
