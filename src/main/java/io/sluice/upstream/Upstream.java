package io.sluice.upstream;

/**
 * A service that requests are sent to.
 */
public interface Upstream {

	/**
	 * Begin to open connections.
	 */
	void start();

	/**
	 * The number of requests that the upstream has taken and not answered.
	 */
	int inFlight();

	/**
	 * Close the connections. Requests in flight fail.
	 */
	void stop();

}
