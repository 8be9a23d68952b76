package io.sluice.session;

/**
 * A session as the registry of names sees it.
 */
interface NameHolder {

	/**
	 * Whether it has ended, and releases its names.
	 */
	boolean isClosed();

}
