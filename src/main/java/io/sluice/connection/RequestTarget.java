package io.sluice.connection;

/**
 * The target of a connection's requests.
 */
interface RequestTarget {

	/**
	 * Send a request into the listener's flow.
	 * @param exchange the request
	 * @throws RuntimeException any exception that the flow throws on the calling thread
	 */
	void send(RequestExchange exchange);

}
