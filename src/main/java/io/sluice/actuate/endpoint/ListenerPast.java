package io.sluice.actuate.endpoint;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.actuate.endpoint.ListenerRates.Rates;
import io.sluice.actuate.endpoint.TroubleWatch.Severity;
import io.sluice.actuate.endpoint.TroubleWatch.Trouble;
import io.sluice.actuate.metrics.EndTotals.Ends;
import io.sluice.actuate.metrics.RequestTotals.Total;

/**
 * Computes the rates and the state of one listener from successive samples. One thread.
 */
final class ListenerPast {

	private final ListenerRates rates;

	private final ListenerEnds ends;

	private final TroubleWatch watch = new TroubleWatch();

	ListenerPast(Total total, Ends ends) {
		this.rates = new ListenerRates(total);
		this.ends = new ListenerEnds(ends);
	}

	Rates rates(Total total, int connections, double seconds) {
		return this.rates.next(total, connections, seconds);
	}

	State state(Ends now, Instant at) {
		this.ends.add(now);
		return new State(this.watch.judge(this.ends.lastMinute(), at), this.ends.lastQuarter());
	}

	/**
	 * What an operator should know of a listener first.
	 *
	 * @param trouble its trouble
	 * @param quarter the ends in the last quarter of an hour
	 */
	record State(Trouble trouble, Ends quarter) {

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("trouble", this.trouble.severity().tag());
			if (this.trouble.severity() != Severity.NONE && this.trouble.since() != null) {
				shown.put("since", this.trouble.since().truncatedTo(ChronoUnit.SECONDS).toString());
				shown.put("causes", this.trouble.causes());
			}
			shown.put("errors", this.quarter.errors());
			shown.put("closed", this.quarter.closed());
			shown.put("failed", this.quarter.failed());
			shown.put("rejected", this.quarter.rejected());
			shown.put("repliesDropped", this.quarter.repliesDropped());
			return shown;
		}

	}

}
