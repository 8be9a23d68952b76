package io.sluice.actuate.metrics;

import java.util.Arrays;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * The number of requests by duration, in buckets. Immutable.
 *
 * @param bounds the upper bound of each bucket, in seconds, ascending
 * @param counts the number in each bucket, without the buckets before it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LatencyBuckets(double[] bounds, long[] counts) {

	public static final LatencyBuckets NONE = new LatencyBuckets(new double[0], new long[0]);

	/**
	 * Convert Micrometer's buckets.
	 * @param upTo the number of requests up to each duration, by seconds
	 */
	static LatencyBuckets of(SortedMap<Double, Long> upTo) {
		double[] bounds = upTo.keySet().stream().mapToDouble(Double::doubleValue).toArray();
		long[] counts = upTo.values().stream().mapToLong(Long::longValue).toArray();
		for (int i = counts.length - 1; i > 0; i--) {
			counts[i] -= counts[i - 1];
		}
		return new LatencyBuckets(bounds, counts);
	}

	/**
	 * The difference to an earlier state.
	 * @param before the same buckets at an earlier time, or none
	 * @return {@code null} if a bucket has shrunk
	 */
	public @Nullable LatencyBuckets since(LatencyBuckets before) {
		if (before.counts.length == 0) {
			return this;
		}
		if (!Arrays.equals(this.bounds, before.bounds)) {
			return null;
		}
		long[] grown = new long[this.counts.length];
		for (int i = 0; i < grown.length; i++) {
			grown[i] = this.counts[i] - before.counts[i];
			if (grown[i] < 0) {
				return null;
			}
		}
		return new LatencyBuckets(this.bounds, grown);
	}

	public long total() {
		return Arrays.stream(this.counts).sum();
	}

	/**
	 * A percentile, as exact as the buckets are.
	 * @param share for example 0.99
	 * @param requests the number of requests, including those beyond the last bucket
	 * @return the percentile in seconds, from the bound of the first bucket to the bound
	 * of the last one. The bound of the first bucket means that the requests took at most
	 * this time
	 */
	public double percentile(double share, long requests) {
		double rank = share * requests;
		double before = 0;
		double floor = 0;
		for (int i = 0; i < this.counts.length; i++) {
			if (before + this.counts[i] >= rank && this.counts[i] > 0 && Double.isFinite(this.bounds[i])) {
				return (i > 0) ? floor + (this.bounds[i] - floor) * (rank - before) / this.counts[i] : this.bounds[i];
			}
			before += this.counts[i];
			floor = Double.isFinite(this.bounds[i]) ? this.bounds[i] : floor;
		}
		return floor;
	}

}
