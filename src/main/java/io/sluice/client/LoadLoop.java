package io.sluice.client;

import java.io.IOException;

/**
 * How a connection of a load sends.
 */
sealed interface LoadLoop permits ClosedLoop, PacedLoop {

	/**
	 * Send until the end, and wait for the last answers.
	 */
	void run() throws IOException, InterruptedException;

	/**
	 * How many messages have been sent and not answered.
	 */
	int unansweredCount();

	/**
	 * When the last answer came; the start of the load if none did.
	 */
	long answeredAt();

}
