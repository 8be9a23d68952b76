package io.sluice.actuate.endpoint;

import java.time.Instant;
import java.util.Map;

import io.sluice.actuate.endpoint.TroubleWatch.Severity;
import io.sluice.actuate.endpoint.TroubleWatch.Trouble;
import io.sluice.actuate.metrics.EndTotals.Ends;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much trouble a listener has, and since when.
 */
class TroubleWatchTests {

	private static final Instant START = Instant.parse("2026-11-25T02:00:00Z");

	private final TroubleWatch watch = new TroubleWatch();

	private static Ends requests(long ok, long errors) {
		return new Ends((errors > 0) ? Map.of("ok", ok, "handler_error", errors) : Map.of("ok", ok), Map.of(), Map.of(),
				0);
	}

	private static Ends closed(long planned, long failed) {
		return new Ends(Map.of(), Map.of("client_closed", planned, "handshake_failed", failed), Map.of(), 0);
	}

	private Trouble judge(int minute, Ends ends) {
		return this.watch.judge(ends, at(minute));
	}

	private static Instant at(int minute) {
		return START.plusSeconds(60L * minute);
	}

	@Test
	void errorsAreMinorTroubleUntilTheyAreMany() {
		assertThat(judge(0, requests(1000, 0))).isEqualTo(Trouble.NONE);
		assertThat(judge(1, requests(1000, 1)))
			.isEqualTo(new Trouble(Severity.MINOR, at(1), Map.of("handler_error", 1L)));
		assertThat(judge(2, requests(900, 100)))
			.isEqualTo(new Trouble(Severity.MAJOR, at(2), Map.of("handler_error", 100L)));
		assertThat(judge(3, requests(1000, 0)).severity()).isEqualTo(Severity.NONE);
	}

	@Test
	void timeIsThatOfTheSeverityAndNotOfTheFirstError() {
		judge(0, requests(1000, 1));
		judge(9, requests(10, 10));
		assertThat(judge(10, requests(10, 10)).since()).isEqualTo(at(9));
		assertThat(judge(11, requests(1000, 1))).extracting(Trouble::severity, Trouble::since)
			.containsExactly(Severity.MINOR, at(0));
	}

	@Test
	void shareAroundTheBoundDoesNotFlicker() {
		assertThat(judge(0, requests(96, 4)).severity()).isEqualTo(Severity.MINOR);
		judge(1, requests(94, 6));
		assertThat(judge(2, requests(96, 4)).since()).isEqualTo(at(1));
		assertThat(judge(3, requests(99, 1)).severity()).isEqualTo(Severity.MINOR);
	}

	@Test
	void minuteWithoutAnyEndChangesNothingForAQuarterOfAnHour() {
		judge(0, requests(0, 1));
		assertThat(judge(14, Ends.NONE)).isEqualTo(new Trouble(Severity.MAJOR, at(0), Map.of("handler_error", 1L)));
		assertThat(judge(16, Ends.NONE).severity()).isEqualTo(Severity.NONE);
	}

	@Test
	void connectionsThatFailAreTroubleWithoutAnyRequest() {
		assertThat(judge(0, closed(10, 4)).severity()).isEqualTo(Severity.MINOR);
		assertThat(judge(1, closed(10, 10)))
			.isEqualTo(new Trouble(Severity.MAJOR, at(1), Map.of("handshake_failed", 10L)));
		assertThat(judge(2, closed(10, 0)).severity()).isEqualTo(Severity.NONE);
	}

	@Test
	void rejectedClientsAreNeverMajorTrouble() {
		Ends rejected = new Ends(Map.of(), Map.of("address_denied", 90L), Map.of("address_denied", 90L), 0);
		assertThat(judge(0, rejected)).isEqualTo(new Trouble(Severity.MINOR, at(0), Map.of("address_denied", 90L)));
	}

	@Test
	void rejectedClientsHideNoConnectionThatFailedForAnotherReason() {
		Ends both = new Ends(Map.of(), Map.of("handshake_failed", 60L), Map.of("address_denied", 60L), 0);
		assertThat(judge(0, both).severity()).isEqualTo(Severity.MAJOR);
	}

	@Test
	void droppedRepliesAreTrouble() {
		assertThat(judge(0, new Ends(Map.of("ok", 5L), Map.of(), Map.of(), 2)))
			.isEqualTo(new Trouble(Severity.MINOR, at(0), Map.of("reply_dropped", 2L)));
	}

	@Test
	void quarterOfAnHourEndsWhereItBegan() {
		ListenerEnds ends = new ListenerEnds(requests(0, 0));
		for (int sample = 1; sample <= 400; sample++) {
			ends.add(requests(sample, 0));
		}
		assertThat(ends.lastMinute().outcomes()).isEqualTo(Map.of("ok", 12L));
		// the oldest state is up to a minute older or younger
		assertThat(ends.lastQuarter().outcomes().get("ok")).isBetween(180L, 192L);
	}

	@Test
	void registryThatBeginsAgainHasNoNegativeEnds() {
		assertThat(requests(1, 0).since(requests(100, 3)).outcomes()).isEmpty();
	}

}
