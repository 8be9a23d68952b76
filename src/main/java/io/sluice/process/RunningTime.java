package io.sluice.process;

import java.util.concurrent.TimeUnit;

/**
 * The time for which this process has run. While it is stopped or has no processor, it
 * serves nothing of what arrives, so that time does not count. Used by one thread, which
 * calls it at least ten times a second.
 */
public final class RunningTime {

	/** The longest time between two calls that is no pause. */
	private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private long calledAt;

	private long total;

	private boolean paused;

	/**
	 * Begin to count.
	 * @param now the current {@link System#nanoTime()}
	 */
	public RunningTime(long now) {
		this.calledAt = now;
	}

	/**
	 * Count the time since the previous call, unless the process has paused. On a machine
	 * so slow that each call comes late, every other one counts 100 ms.
	 * @param now the current {@link System#nanoTime()}
	 * @return the running time since the beginning, in nanoseconds
	 */
	public long advance(long now) {
		long since = now - this.calledAt;
		this.calledAt = now;
		this.paused = since > LONGEST_NANOS && !this.paused;
		if (!this.paused) {
			this.total += Math.min(since, LONGEST_NANOS);
		}
		return this.total;
	}

}
