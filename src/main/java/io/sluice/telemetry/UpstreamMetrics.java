package io.sluice.telemetry;

/**
 * Receives the events of one upstream, by its name. Called by many threads for every
 * request: an implementation must not block, and must keep meters instead of looking them
 * up.
 */
public interface UpstreamMetrics {

	/** Counts nothing. */
	UpstreamMetrics NONE = new UpstreamMetrics() {

	};

	/**
	 * Register the source of the status.
	 * @param kind the protocol
	 * @param view the upstream; polled from time to time
	 */
	default void register(UpstreamKind kind, UpstreamView view) {
	}

	/**
	 * Remove the meters, because the upstream of this name has been removed. If it is
	 * registered again, its counts start from zero.
	 */
	default void unregister() {
	}

	/**
	 * A request has ended. Never throws.
	 * @param route the name of its route
	 * @param outcome the outcome
	 * @param nanos the duration
	 */
	default void requestEnded(String route, UpstreamOutcome outcome, long nanos) {
	}

}
