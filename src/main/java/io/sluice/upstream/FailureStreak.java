package io.sluice.upstream;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The requests in a row that a service has failed to answer. After some of them, the
 * service counts as down, until it answers. As it may get no requests while it is down,
 * it counts as up again a while after its latest failure. Any thread; times are of
 * {@link System#nanoTime()}.
 */
public final class FailureStreak {

	/** Requests that fail in a row until the service is down. */
	static final int FAILURES = 5;

	/** How long a service is down after its latest failure. */
	static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

	private int failures;

	private long latest;

	private @Nullable String problem;

	/** Whether there is a failure since the latest answer. */
	private volatile boolean failed;

	/**
	 * Record an answer.
	 */
	public void recordAnswer() {
		if (this.failed) {
			reset();
		}
	}

	private synchronized void reset() {
		this.failures = 0;
		this.failed = false;
	}

	/**
	 * Record a failure.
	 * @param text what happened
	 * @param now the current {@link System#nanoTime()}
	 */
	public synchronized void recordFailure(String text, long now) {
		this.failures = Math.min(this.failures + 1, FAILURES);
		this.latest = now;
		this.problem = text;
		this.failed = true;
	}

	/**
	 * Why the service is down.
	 * @param now the current {@link System#nanoTime()}
	 * @return what happened last, or {@code null} if the service is not down
	 */
	public synchronized @Nullable String problem(long now) {
		return (this.failures == FAILURES && now - this.latest < DOWN_NANOS) ? this.problem : null;
	}

}
