package io.sluice.actuate.metrics;

import java.util.Arrays;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * How many requests took how long, in buckets. Not to be changed.
 *
 * @param bounds the longest time of each bucket, in seconds, ascending
 * @param counts the number in each bucket; not those of the buckets before it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record LatencyBuckets(double[] bounds, long[] counts) {

	public static final LatencyBuckets NONE = new LatencyBuckets(new double[0], new long[0]);

	/**
	 * Buckets as Micrometer has them.
	 * @param upTo how many requests took as long as this or less, by seconds
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
	 * What has come since.
	 * @param before the same buckets a while ago, or none
	 * @return {@code null} where one of them has become emptier
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
	 * The time that a share of the requests took at most, as exactly as buckets tell.
	 * @param share such as 0.99
	 * @param requests how many there are, with those that took longer than any bucket
	 * @return seconds; not above the longest bucket's
	 */
	public double percentile(double share, long requests) {
		double rank = share * requests;
		double before = 0;
		double floor = 0;
		for (int i = 0; i < this.counts.length; i++) {
			if (before + this.counts[i] >= rank && this.counts[i] > 0 && Double.isFinite(this.bounds[i])) {
				return floor + (this.bounds[i] - floor) * (rank - before) / this.counts[i];
			}
			before += this.counts[i];
			floor = Double.isFinite(this.bounds[i]) ? this.bounds[i] : floor;
		}
		return floor;
	}

}
