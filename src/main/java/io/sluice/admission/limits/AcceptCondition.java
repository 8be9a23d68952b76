package io.sluice.admission.limits;

/**
 * A condition for accepting the next client; until it holds, clients wait in the backlog.
 * Used by one accept thread; any thread may ask whether it holds.
 */
interface AcceptCondition {

	/**
	 * The name of the pause while the condition does not hold.
	 * @return the {@code reason} tag of the metric {@code sluice.accept.paused}
	 */
	String reason();

	/**
	 * Wait until the condition holds.
	 * @param patienceMillis the longest wait
	 * @return whether it holds
	 */
	boolean await(long patienceMillis) throws InterruptedException;

}
