package io.sluice.cluster;

import java.time.Duration;
import java.util.Collection;

/**
 * When a pod has too many connections, and how it gives some of them away.
 *
 * @param maxSkew the number of connections of a pod, as a multiple of the mean, at which
 * it has too many
 * @param rate the most connections that it closes in a time
 * @param minAge the least age of a connection that it closes
 */
public record RebalanceRule(double maxSkew, ClosingRate rate, Duration minAge) {

	/**
	 * The number of connections to close.
	 * @param own the number of connections of this pod
	 * @param others the numbers of the others
	 * @return 0 if it has less than {@link #maxSkew} times the mean; otherwise so many
	 * that it then has less, and that no other pod gets more than the mean by them
	 */
	int excess(int own, Collection<Integer> others) {
		long all = own + others.stream().mapToLong(Integer::longValue).sum();
		double mean = (double) all / (others.size() + 1);
		double enough = Math.max(Math.ceil(this.maxSkew * mean) - 1, Math.ceil(mean));
		return Math.max(0, own - (int) enough);
	}

}
