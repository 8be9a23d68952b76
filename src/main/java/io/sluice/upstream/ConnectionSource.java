package io.sluice.upstream;

import io.sluice.client.Request;

/**
 * Gives requests to connections. Any thread.
 */
interface ConnectionSource {

	/**
	 * Give a request to a connection. Does not wait.
	 * @param now the current {@link System#nanoTime()}
	 * @return the outcome, and the address whose connection has taken the request
	 */
	Choice offer(Request request, long now);

	/**
	 * Why no connection can be used, for the log.
	 */
	Exception unavailable();

	/**
	 * Whether this side closed the connections, so that requests without a reply say
	 * nothing about the address.
	 */
	default boolean isReleased() {
		return false;
	}

}
