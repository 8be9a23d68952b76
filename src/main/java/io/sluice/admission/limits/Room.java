package io.sluice.admission.limits;

/**
 * A condition with limited room, of which each connection uses a part for as long as it
 * is open.
 */
public sealed interface Room extends AcceptCondition permits ConnectionLimit, MemoryRoom {

	/**
	 * Count an accepted connection. If another listener has taken the room in the
	 * meantime, the client waits here, instead of in the backlog.
	 * @param patienceMillis the longest wait
	 * @return whether it was counted
	 */
	boolean enter(long patienceMillis) throws InterruptedException;

	/**
	 * Release the part of a connection that was counted.
	 */
	void leave();

}
