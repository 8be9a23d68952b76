package io.sluice.actuate.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.CloseReason;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.ListenerMetrics;

/**
 * How the requests and connections of the listeners have ended since the start.
 */
@FunctionalInterface
public interface EndTotals {

	/** Counts nothing. */
	EndTotals NONE = (_) -> Map.of();

	/**
	 * The ends until now.
	 * @param listeners the names of the listeners
	 * @return the ends by listener
	 */
	Map<String, Ends> of(Set<String> listeners);

	/**
	 * How the requests and connections of one listener have ended. Kinds that did not
	 * occur are missing.
	 *
	 * @param outcomes the requests by outcome
	 * @param closed the connections by close reason
	 * @param rejected the rejected clients by close reason
	 * @param repliesDropped the replies that came too late, or after another reply
	 */
	record Ends(Map<String, Long> outcomes, Map<String, Long> closed, Map<String, Long> rejected, long repliesDropped) {

		/** Nothing has ended. */
		public static final Ends NONE = new Ends(Map.of(), Map.of(), Map.of(), 0);

		private static final Set<String> ERROR_REASONS = Stream.of(CloseReason.values())
			.filter(End::isError)
			.map(CloseReason::tag)
			.collect(Collectors.toUnmodifiableSet());

		/**
		 * The ends since an earlier time.
		 * @param before the ends until then
		 * @return the differences; none is negative, even if the registry has started
		 * again from zero
		 */
		public Ends since(Ends before) {
			return new Ends(since(this.outcomes, before.outcomes), since(this.closed, before.closed),
					since(this.rejected, before.rejected), Math.max(0, this.repliesDropped - before.repliesDropped));
		}

		private static Map<String, Long> since(Map<String, Long> now, Map<String, Long> before) {
			Map<String, Long> grown = new TreeMap<>();
			now.forEach((kind, count) -> {
				long more = count - before.getOrDefault(kind, 0L);
				if (more > 0) {
					grown.put(kind, more);
				}
			});
			return grown;
		}

		/**
		 * The requests with an outcome other than {@code ok}, by outcome.
		 */
		public Map<String, Long> errors() {
			Map<String, Long> errors = new TreeMap<>(this.outcomes);
			errors.remove(ListenerMetrics.OK);
			return errors;
		}

		/**
		 * The connections whose close reason is an error, by reason.
		 */
		public Map<String, Long> failed() {
			Map<String, Long> failed = new TreeMap<>(this.closed);
			failed.keySet().retainAll(ERROR_REASONS);
			return failed;
		}

	}

}
