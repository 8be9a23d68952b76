package io.sluice.client;

import java.io.IOException;

/**
 * Sends the messages of one connection of a load.
 */
sealed interface LoadLoop permits ClosedLoop, PacedLoop {

	/**
	 * Send until the end of the load, and wait for the last replies.
	 */
	void run() throws IOException, InterruptedException;

	/**
	 * The number of messages that have no reply yet. Valid after {@link #run()}.
	 */
	int unansweredCount();

	/**
	 * The {@link System#nanoTime()} of the latest reply, or the start of the load.
	 */
	long lastReplyAt();

}
