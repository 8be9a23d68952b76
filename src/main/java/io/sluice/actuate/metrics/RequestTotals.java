package io.sluice.actuate.metrics;

/**
 * The totals of the listeners' requests since the start.
 */
@FunctionalInterface
public interface RequestTotals {

	/** Counts nothing. */
	RequestTotals NONE = (listener) -> Total.NONE;

	/**
	 * The totals until now.
	 * @param listener the listener's name
	 * @return the totals
	 */
	Total of(String listener);

	/**
	 * The totals of one listener's requests.
	 *
	 * @param requests the number of requests that ended
	 * @param errors the number of those with an outcome other than {@code ok}
	 * @param latencies the durations; only the latest ones, if the meter registry forgets
	 */
	record Total(long requests, long errors, LatencyBuckets latencies) {

		public static final Total NONE = new Total(0, 0, LatencyBuckets.NONE);

	}

}
