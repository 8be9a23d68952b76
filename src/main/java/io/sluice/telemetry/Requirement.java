package io.sluice.telemetry;

/**
 * Something outside of the process that its configuration requires.
 */
@FunctionalInterface
public interface Requirement {

	/**
	 * Whether it is there.
	 */
	boolean isMet();

}
