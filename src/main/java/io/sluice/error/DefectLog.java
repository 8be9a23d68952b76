package io.sluice.error;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.sluice.process.LogLimit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Logs the defects of a listener's handlers. The first of each kind has its stack trace.
 * Others are counted, and the sweeper has their number logged in one line a minute. Any
 * thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.reply")
final class DefectLog {

	/**
	 * The limit on the kinds that are distinguished, because classes may be generated.
	 */
	static final int MAX_KINDS = 500;

	/** A kind without failures for so long is forgotten. */
	static final long MEMORY_NANOS = TimeUnit.HOURS.toNanos(1);

	/** As in the metrics. */
	private static final String NO_ROUTE = "none";

	private final Map<DefectKind, DefectCount> kinds = new ConcurrentHashMap<>();

	private final String listener;

	private final LongSupplier nanoTime;

	/**
	 * Log a defect.
	 * @param route the route of the request, if it has one
	 * @param defect the exception of the handler
	 */
	void log(@Nullable Object route, Throwable defect) {
		String name = (route != null) ? route.toString() : NO_ROUTE;
		String text = defect.toString();
		DefectKind kind = DefectKind.of(name, defect);
		boolean further = this.kinds.size() >= MAX_KINDS && !this.kinds.containsKey(kind);
		long now = this.nanoTime.getAsLong();
		DefectCount first = new DefectCount(now);
		// in one step of the map, in which the sweeper also forgets kinds
		DefectCount count = this.kinds.compute(further ? DefectKind.FURTHER : kind,
				(_, known) -> (known != null) ? known.add(now, name, text) : first);
		if (count != first) {
			LogLimit.write(log, Level.DEBUG, "[{}] request failed in route '{}'", this.listener, name, defect);
		}
		else if (further) {
			LogLimit.write(log, Level.ERROR,
					"[{}] request failed in route '{}'; the next failures of this and all other new kinds are counted "
							+ "together, because {} kinds are known",
					this.listener, name, MAX_KINDS, defect);
		}
		else {
			LogLimit.write(log, Level.ERROR,
					"[{}] request failed in route '{}'; the next failures of this kind are counted", this.listener,
					name, defect);
		}
	}

	/**
	 * Log the numbers that are due, and forget old kinds: after a minute if there is no
	 * room for others.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now) {
		if (this.kinds.isEmpty()) {
			return;
		}
		this.kinds.forEach((kind, count) -> report(kind, count.takeDue(now)));
		long patience = (this.kinds.size() < MAX_KINDS) ? MEMORY_NANOS : LogLimit.PERIOD_NANOS;
		this.kinds.keySet()
			.forEach((kind) -> this.kinds.computeIfPresent(kind,
					(_, count) -> count.isQuiet(now, patience) ? null : count));
	}

	void reportRest() {
		this.kinds.forEach((kind, count) -> report(kind, count.takeRest()));
	}

	private void report(DefectKind kind, DefectCount.@Nullable Report report) {
		if (report == null) {
			return;
		}
		if (kind.equals(DefectKind.FURTHER)) {
			LogLimit.write(log, Level.ERROR,
					"[{}] {} more requests failed, of several kinds that are counted together, the latest in route '{}': {}",
					this.listener, report.count(), report.route(), report.text());
		}
		else {
			LogLimit.write(log, Level.ERROR, "[{}] request failed in route '{}' {} more times: {}", this.listener,
					report.route(), report.count(), report.text());
		}
	}

}
