package io.sluice.process;

import java.util.concurrent.TimeUnit;

/**
 * The time for which this process has run. While it is stopped or has no processor, it
 * serves nothing of what arrives; that time does not count. Used by one thread, which
 * asks at least ten times a second.
 */
public final class RunningTime {

	/** The longest time between two questions that counts. */
	private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private long askedAt;

	private long passed;

	/**
	 * Begin to count.
	 * @param now the current {@link System#nanoTime()}
	 */
	public RunningTime(long now) {
		this.askedAt = now;
	}

	/**
	 * The time since the beginning.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds
	 */
	public long passed(long now) {
		this.passed += Math.min(now - this.askedAt, STEP_NANOS);
		this.askedAt = now;
		return this.passed;
	}

}
