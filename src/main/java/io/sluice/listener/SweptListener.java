package io.sluice.listener;

/**
 * A listener as the sweeper sees it.
 */
interface SweptListener {

	/**
	 * Check the deadlines of the listener's connections and requests, and report repeated
	 * failures.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now);

	/**
	 * The listener's open connections.
	 */
	ConnectionRegistry openConnections();

}
