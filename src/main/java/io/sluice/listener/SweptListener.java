package io.sluice.listener;

/**
 * A listener as the sweeper sees it.
 */
interface SweptListener {

	/**
	 * Look at the deadlines of its connections and requests.
	 * @param now the current {@link System#nanoTime()}
	 */
	void sweep(long now);

	/**
	 * Its open connections.
	 */
	ConnectionRegistry openConnections();

}
