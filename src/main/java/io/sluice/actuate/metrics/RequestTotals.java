package io.sluice.actuate.metrics;

/**
 * What the requests of listeners have come to since the start.
 */
@FunctionalInterface
public interface RequestTotals {

	/** Nothing is counted. */
	RequestTotals NONE = (listener) -> Total.NONE;

	/**
	 * Tell what has been counted until now.
	 * @param listener the listener's name
	 * @return the totals
	 */
	Total of(String listener);

	/**
	 * What the requests of one listener have come to.
	 *
	 * @param requests how many ended
	 * @param errors how many of them ended otherwise than {@code ok}
	 * @param latencies how long they took; of late only, where the meter registry forgets
	 */
	record Total(long requests, long errors, LatencyBuckets latencies) {

		public static final Total NONE = new Total(0, 0, LatencyBuckets.NONE);

	}

}
