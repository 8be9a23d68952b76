package io.sluice.connection;

import io.sluice.PushResult.Outcome;

/**
 * Receives the end of a push, from the thread that ends it.
 */
interface PushOwner {

	/**
	 * Remove a push that has been withdrawn.
	 */
	void withdraw(Push push);

	/**
	 * Record what became of a push. Called once for each.
	 * @param partial whether the client may have received a part of it
	 */
	void recordEnd(Push push, Outcome outcome, boolean partial);

}
