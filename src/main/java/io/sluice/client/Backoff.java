package io.sluice.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before connecting again: the first wait, doubled with each failure up
 * to the longest, of which a random half is left out, so that many clients do not come
 * back at once.
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
	 * The next wait.
	 * @param failures how many attempts have failed in a row, at least 1
	 * @return half of it to all of it
	 */
	Duration delay(int failures) {
		long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
		long most = Math.min(this.longest.toMillis(), this.first.toMillis() * factor);
		return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most - most / 2 + 1));
	}

}
