package io.sluice.upstream;

/**
 * Finds out whether a target can be reached, without a request of a client.
 */
@FunctionalInterface
public interface Probe {

	/**
	 * Find out. May block for some seconds.
	 * @return {@code false} if the target cannot be reached
	 * @throws Exception if the target cannot be reached
	 */
	boolean isReachable() throws Exception;

}
