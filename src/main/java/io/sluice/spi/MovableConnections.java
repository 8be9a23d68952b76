package io.sluice.spi;

import java.time.Duration;

/**
 * The connections of a listener, some of which may move to other pods. Any thread.
 */
public interface MovableConnections {

	/**
	 * {@return the name of the listener}
	 */
	String listener();

	/**
	 * {@return whether clients that connect again may come to this listener} It listens,
	 * is not suspended, and is not about to stop.
	 */
	boolean isAccepting();

	/**
	 * {@return the number of open connections}
	 */
	int count();

	/**
	 * {@return the number of connections that are about to end, so that their clients
	 * connect to another pod} Scans all connections.
	 */
	int moving();

	/**
	 * Have connections end at their next message boundary, without one that has a request
	 * or an ask in flight.
	 * @param count the number of connections, which are chosen at random
	 * @param minAge the least age of one
	 * @return the number of connections that will end; fewer than asked for if there are
	 * not as many
	 */
	int move(int count, Duration minAge);

}
