package io.sluice.session;

/**
 * One that can have names.
 */
interface NameHolder {

	/**
	 * Whether it has ended, and releases its names.
	 */
	boolean isClosed();

}
