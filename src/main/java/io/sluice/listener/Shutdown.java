package io.sluice.listener;

import java.time.Duration;

/**
 * How a listener stops.
 *
 * @param acceptFor how long it still accepts, for a load balancer to notice
 * @param closeSpread the time over which idle connections are closed evenly, so that they
 * do not come back all at once
 * @param timeout how long connections may take to end, from the moment nothing is
 * accepted any more; what is left is closed hard
 */
public record Shutdown(Duration acceptFor, Duration closeSpread, Duration timeout) {

	static final Shutdown DEFAULT = new Shutdown(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));

	/**
	 * The longest that it takes.
	 * @return the sum
	 */
	public Duration total() {
		return this.acceptFor.plus(this.closeSpread).plus(this.timeout);
	}

}
