package io.sluice.socket;

/**
 * Goes on with a socket that nothing else reads or waits to read.
 */
public interface InputListener {

	/**
	 * Called once for each wait, by the thread that finds input, or that wakes or closes
	 * the socket. Must neither block nor throw.
	 */
	void inputReady();

}
