package io.sluice.reload;

/**
 * A valid configuration, not yet in force.
 */
public interface PreparedConfiguration {

	/**
	 * The changes that it makes.
	 */
	ReloadReport report();

	/**
	 * Put it in force. If this fails with an exception, nothing has changed.
	 */
	void apply();

	/**
	 * Discard it, without putting it in force.
	 */
	void discard();

}
