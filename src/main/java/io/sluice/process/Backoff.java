package io.sluice.process;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The delays between attempts to connect: exponential backoff with jitter. The delay
 * starts at the first wait and doubles with each failure, up to the longest wait. The
 * actual delay is a random time between half of that and all of it, so that many clients
 * do not reconnect at the same moment.
 *
 * @param first the wait after the first failure
 * @param longest the longest wait
 */
public record Backoff(Duration first, Duration longest) {

	private static final int MAX_DOUBLINGS = 30;

	/** From 100 ms to 10 s. */
	public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

	public Backoff {
		if (!first.isPositive() || longest.compareTo(first) < 0) {
			throw new IllegalArgumentException(
					"the first wait must be above 0 and at most the longest, not %s and %s".formatted(first, longest));
		}
	}

	/**
	 * The delay before the next attempt.
	 * @param failures the number of attempts that have failed in a row, at least 1
	 */
	public Duration delay(int failures) {
		long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
		long most = Math.min(this.longest.toMillis(), this.first.toMillis() * factor);
		return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most - most / 2 + 1));
	}

}
