package io.sluice.connection;

/**
 * Where a connection's requests go.
 */
interface RequestTarget {

	/**
	 * Send a request into the listener's flow.
	 * @param exchange the request
	 * @throws RuntimeException whatever the flow throws on the calling thread
	 */
	void send(RequestExchange exchange);

}
