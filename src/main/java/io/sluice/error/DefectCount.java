package io.sluice.error;

import io.sluice.process.LogLimit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failures of one kind since the last line about them. Any thread.
 */
final class DefectCount {

	private final LogLimit limit;

	private long count;

	private long latestAt;

	private String route = "";

	private String text = "";

	/**
	 * Begin to count after the first failure, which is logged.
	 * @param now the current {@link System#nanoTime()}
	 */
	DefectCount(long now) {
		this.limit = new LogLimit(now + LogLimit.PERIOD_NANOS);
		this.latestAt = now;
	}

	/**
	 * Count a failure.
	 * @param now the current {@link System#nanoTime()}
	 * @param failedRoute its route
	 * @param defect its exception as a text
	 */
	synchronized DefectCount add(long now, String failedRoute, String defect) {
		this.count++;
		this.latestAt = now;
		this.route = failedRoute;
		this.text = defect;
		return this;
	}

	/**
	 * Take what is to be logged.
	 * @param now the current {@link System#nanoTime()}
	 * @return {@code null} if there is nothing, or if a line is not due
	 */
	synchronized @Nullable Report takeDue(long now) {
		return (this.count > 0 && this.limit.tryTake(now)) ? takeRest() : null;
	}

	/**
	 * Take what has not been logged, due or not.
	 * @return {@code null} if there is nothing
	 */
	synchronized @Nullable Report takeRest() {
		if (this.count == 0) {
			return null;
		}
		Report report = new Report(this.count, this.route, this.text);
		this.count = 0;
		return report;
	}

	/**
	 * Whether all failures are logged, and the latest was long ago.
	 * @param now the current {@link System#nanoTime()}
	 * @param patience the least time since the latest failure, in nanoseconds
	 */
	synchronized boolean isQuiet(long now, long patience) {
		return this.count == 0 && now - this.latestAt >= patience;
	}

	/**
	 * The failures that a line tells of.
	 *
	 * @param count how many
	 * @param route the route of the latest one
	 * @param text the exception of the latest one
	 */
	record Report(long count, String route, String text) {

	}

}
