package io.sluice.actuate.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;

import io.sluice.actuate.metrics.EndTotals.Ends;

/**
 * The ends of a listener's requests and connections in the last minute and the last
 * quarter of an hour. For the quarter of an hour it keeps one state a minute. One thread.
 */
final class ListenerEnds {

	/** The number of samples in a minute. */
	static final int MINUTE = 12;

	private static final int MINUTES = 15;

	private final Deque<Ends> minute = new ArrayDeque<>();

	private final Deque<Ends> quarter = new ArrayDeque<>();

	private Ends latest;

	private int samples;

	ListenerEnds(Ends now) {
		this.latest = now;
		add(now);
	}

	/**
	 * Add a sample.
	 * @param now the ends since the start
	 */
	void add(Ends now) {
		this.latest = now;
		keep(this.minute, now, MINUTE);
		if (this.samples++ % MINUTE == 0) {
			keep(this.quarter, now, MINUTES);
		}
	}

	/** Keep one state more than there are intervals. */
	private static void keep(Deque<Ends> states, Ends now, int intervals) {
		states.addLast(now);
		if (states.size() > intervals + 1) {
			states.removeFirst();
		}
	}

	Ends lastMinute() {
		return this.latest.since(this.minute.getFirst());
	}

	Ends lastQuarter() {
		return this.latest.since(this.quarter.getFirst());
	}

}
