package io.sluice.admission.limits;

/**
 * The largest number of connections that a listener accepts in a second. It may change
 * while the listener runs.
 */
public final class ConnectionRate {

	private volatile int perSecond;

	/**
	 * Create a rate.
	 * @param perSecond the number, or 0 for no limit
	 */
	public ConnectionRate(int perSecond) {
		this.perSecond = perSecond;
	}

	int perSecond() {
		return this.perSecond;
	}

	/**
	 * Change the rate from the next connection on.
	 * @param perSecond the number, or 0 for no limit
	 */
	public void change(int perSecond) {
		this.perSecond = perSecond;
	}

}
