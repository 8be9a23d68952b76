package io.sluice.connection;

/**
 * Where a connection stands as long as it is open.
 */
@FunctionalInterface
public interface ConnectionRoster {

	/**
	 * Forget a connection that is closed. Any thread; does not block.
	 * @param connectionId its id
	 */
	void forget(String connectionId);

}
