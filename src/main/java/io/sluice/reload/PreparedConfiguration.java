package io.sluice.reload;

/**
 * A valid configuration, not yet in force.
 */
public interface PreparedConfiguration {

	/**
	 * What it changes.
	 */
	ReloadReport report();

	/**
	 * Put it in force. What throws an exception has changed nothing.
	 */
	void apply();

	/**
	 * Discard what has been prepared.
	 */
	void discard();

}
