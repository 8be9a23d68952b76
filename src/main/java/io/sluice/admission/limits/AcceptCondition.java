package io.sluice.admission.limits;

/**
 * What must hold before the next client is accepted; until then clients wait in the
 * backlog. Used by one accepting thread, and asked by others whether it holds.
 */
interface AcceptCondition {

	/**
	 * What accepting is paused for where this does not hold.
	 * @return the {@code reason} tag of the metric {@code sluice.accept.paused}
	 */
	String reason();

	/**
	 * Wait until it holds.
	 * @param patienceMillis how long to wait
	 * @return whether it holds
	 */
	boolean await(long patienceMillis) throws InterruptedException;

}
