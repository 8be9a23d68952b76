package io.sluice.connection;

/**
 * The registry that holds a connection while it is open.
 */
@FunctionalInterface
public interface ConnectionRoster {

	/**
	 * Remove a connection that is closed. Any thread; does not block.
	 * @param connectionId the connection's id
	 */
	void remove(String connectionId);

}
