package io.sluice.cluster;

import java.time.Duration;

/**
 * A message for a client, and the answer that is awaited.
 *
 * @param <T> the type of the answer
 * @param payload the message
 * @param timeout the longest time to the answer
 * @param type the type of the answer
 */
record RemoteAsk<T>(Object payload, Duration timeout, Class<T> type) {

	private static final Duration LONGEST = Duration.ofDays(1);

	/**
	 * The timeout, of at most a day.
	 */
	Duration limitedTimeout() {
		return (this.timeout.compareTo(LONGEST) > 0) ? LONGEST : this.timeout;
	}

}
