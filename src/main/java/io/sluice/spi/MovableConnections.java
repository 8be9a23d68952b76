package io.sluice.spi;

import java.time.Duration;

/**
 * The connections of a listener, some of which may move to other pods. Any thread.
 */
public interface MovableConnections {

	/**
	 * The name of the listener.
	 */
	String listener();

	/**
	 * Whether clients that connect again may come to this listener: it listens, is not
	 * suspended, and is not about to stop.
	 */
	boolean isAccepting();

	/**
	 * The number of open connections.
	 */
	int count();

	/**
	 * The number of those that are about to end, so that their clients connect to another
	 * pod; scans all connections.
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
