package io.sluice.admission.limits;

/**
 * A condition that each connection takes a part of for as long as it is open.
 */
public sealed interface Room extends AcceptCondition permits ConnectionLimit, MemoryRoom {

	/**
	 * Count a connection that was accepted. Another listener may have been quicker: then
	 * the client waits here, where it would have waited in the backlog.
	 * @param patienceMillis how long to wait for room
	 * @return whether it was counted
	 */
	boolean enter(long patienceMillis) throws InterruptedException;

	/**
	 * A connection that was counted has ended.
	 */
	void leave();

}
