package io.sluice.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.sluice.actuate.metrics.EndTotals.Ends;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much trouble a listener has, and since when. It judges the last minute; a
 * minute in which nothing ended changes nothing, because a listener with little traffic
 * may be in trouble between two requests. One thread.
 */
final class TroubleWatch {

	/** The share of errors from which on trouble is major. */
	private static final double MAJOR_SHARE = 0.05;

	/**
	 * The share of errors below which major trouble ends; lower, so that the severity
	 * does not flicker.
	 */
	private static final double MINOR_SHARE = 0.02;

	/**
	 * The number of failed connections below which their share does not count: one of two
	 * is not major trouble.
	 */
	private static final int MANY_CONNECTIONS = 5;

	/** The time without any end after which trouble is forgotten. */
	private static final Duration MEMORY = Duration.ofMinutes(15);

	private Trouble trouble = Trouble.NONE;

	/** The time since which there is trouble of either severity. */
	private @Nullable Instant troubledSince;

	private Instant evidenceAt = Instant.EPOCH;

	/**
	 * Judge the last minute.
	 * @param minute the ends in it
	 * @param now the current time
	 */
	Trouble judge(Ends minute, Instant now) {
		boolean evidence = !minute.outcomes().isEmpty() || !minute.closed().isEmpty() || !minute.rejected().isEmpty()
				|| minute.repliesDropped() > 0;
		if (evidence) {
			this.evidenceAt = now;
			update(severity(minute), causes(minute), now);
		}
		else if (this.evidenceAt.plus(MEMORY).isBefore(now)) {
			update(Severity.NONE, Map.of(), now);
		}
		return this.trouble;
	}

	private void update(Severity severity, Map<String, Long> causes, Instant now) {
		if (severity == Severity.NONE) {
			this.troubledSince = null;
		}
		else if (this.troubledSince == null) {
			this.troubledSince = now;
		}
		Instant since = (severity == Severity.MAJOR)
				? (this.trouble.severity() == Severity.MAJOR) ? this.trouble.since() : now : this.troubledSince;
		this.trouble = new Trouble(severity, since, causes);
	}

	private Severity severity(Ends minute) {
		long requests = sum(minute.outcomes());
		long errors = sum(minute.errors());
		double share = (this.trouble.severity() == Severity.MAJOR) ? MINOR_SHARE : MAJOR_SHARE;
		if (errors > 0 && errors >= share * requests) {
			return Severity.MAJOR;
		}
		long rejected = sum(minute.rejected());
		long failed = countFailed(minute);
		if (failed >= MANY_CONNECTIONS && 2 * failed >= sum(minute.closed())) {
			return Severity.MAJOR;
		}
		return (errors + failed + rejected + minute.repliesDropped() > 0) ? Severity.MINOR : Severity.NONE;
	}

	/**
	 * The connections that failed, without rejected clients. To reject clients may be the
	 * purpose of a listener's rules, and behind a PROXY header a rejected client is also
	 * a closed connection.
	 */
	private static long countFailed(Ends minute) {
		return minute.failed()
			.entrySet()
			.stream()
			.mapToLong((each) -> Math.max(0, each.getValue() - minute.rejected().getOrDefault(each.getKey(), 0L)))
			.sum();
	}

	/** A request and the end of its connection may have the same reason. */
	private static Map<String, Long> causes(Ends minute) {
		Map<String, Long> causes = new TreeMap<>(minute.errors());
		minute.failed().forEach((reason, count) -> causes.merge(reason, count, Math::max));
		minute.rejected().forEach((reason, count) -> causes.merge(reason, count, Math::max));
		if (minute.repliesDropped() > 0) {
			causes.put("reply_dropped", minute.repliesDropped());
		}
		return causes;
	}

	private static long sum(Map<String, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	/** The severities of trouble. */
	enum Severity {

		/** Everything went well. */
		NONE,

		/** Something went wrong. */
		MINOR,

		/** Much went wrong: see {@link TroubleWatch}. */
		MAJOR;

		private final String tag = name().toLowerCase(Locale.ROOT);

		String tag() {
			return this.tag;
		}

	}

	/**
	 * The trouble of a listener.
	 *
	 * @param severity the severity
	 * @param since the time since which it has this severity; {@code null} without
	 * trouble
	 * @param causes the numbers of outcomes and close reasons, in the last minute that
	 * had ends
	 */
	record Trouble(Severity severity, @Nullable Instant since, Map<String, Long> causes) {

		static final Trouble NONE = new Trouble(Severity.NONE, null, Map.of());

	}

}
