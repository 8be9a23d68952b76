package io.sluice.listener;

import java.time.Duration;

/**
 * How a listener stops.
 *
 * @param acceptFor how long it still accepts, so that a load balancer can notice
 * @param closeSpread the time over which idle connections are closed evenly, so that
 * clients do not reconnect all at once
 * @param timeout how long connections may take to end after the listener has stopped
 * accepting; then the remaining connections are closed
 */
public record Shutdown(Duration acceptFor, Duration closeSpread, Duration timeout) {

	static final Shutdown DEFAULT = new Shutdown(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));

	/**
	 * The longest time that the stop takes, without pauses of the process.
	 * @return the sum
	 */
	public Duration total() {
		return this.acceptFor.plus(this.closeSpread).plus(this.timeout);
	}

}
