package io.sluice.rogue;

import java.io.IOException;
import java.util.List;

/**
 * A service that can be killed, stopped and brought back. It starts when it is created.
 */
interface Service extends AutoCloseable {

	/** Wait until it listens. */
	void awaitReady() throws IOException;

	/** Start it again after it was killed, and wait until it listens. */
	void restart() throws IOException;

	/** Have it answer every request from now on. */
	void calm() throws IOException;

	int port();

	/**
	 * Send it a signal.
	 * @param name such as {@code STOP}
	 */
	void signal(String name) throws IOException, InterruptedException;

	/** Kill it, and wait for its end. */
	void kill();

	/** The ids of the requests that it has received, from all its lives. */
	List<String> received() throws IOException;

	@Override
	void close();

}
