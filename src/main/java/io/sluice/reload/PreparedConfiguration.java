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
	 * Put it in force.
	 */
	void apply();

	/**
	 * Discard what has been prepared.
	 */
	void discard();

}
