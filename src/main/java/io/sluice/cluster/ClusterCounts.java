package io.sluice.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.sluice.PushResult.Outcome;

/**
 * Counts what a pod does in its cluster. Any thread.
 */
public final class ClusterCounts {

	/** What is counted. */
	public enum Count {

		/** Envelopes that were published. */
		PUBLISHED,

		/** Envelopes that were not published, or may not have been. */
		UNPUBLISHED,

		/** Requests of other pods that came after their deadline, and had no effect. */
		LATE,

		/** Requests of other pods that came twice, and were handled once. */
		DUPLICATE,

		/** Requests and claims of other pods for names that this pod does not have. */
		FOREIGN,

		/** Bytes that are no envelope of a known version. */
		UNREADABLE,

		/** Sessions that were closed because another pod has their name. */
		REPLACED

	}

	private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

	private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

	/**
	 * Create counts that are 0.
	 */
	public ClusterCounts() {
		for (Count count : Count.values()) {
			this.counts.put(count, new LongAdder());
		}
		for (Outcome outcome : Outcome.values()) {
			this.outcomes.put(outcome, new LongAdder());
		}
	}

	void increment(Count count) {
		adder(this.counts, count).increment();
	}

	void increment(Outcome outcome) {
		adder(this.outcomes, outcome).increment();
	}

	private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
		LongAdder adder = adders.get(key);
		if (adder == null) {
			throw new IllegalStateException("%s is not counted".formatted(key));
		}
		return adder;
	}

	/**
	 * How often something has happened.
	 */
	public long get(Count count) {
		return adder(this.counts, count).sum();
	}

	/**
	 * How many pushes and asks to other pods have ended like this.
	 */
	public long get(Outcome outcome) {
		return adder(this.outcomes, outcome).sum();
	}

}
