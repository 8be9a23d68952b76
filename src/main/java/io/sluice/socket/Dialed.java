package io.sluice.socket;

import java.util.function.BooleanSupplier;

/**
 * A connection that this process has opened. The next one to the same address waits
 * longer unless this one was of use.
 */
public interface Dialed {

	/**
	 * The host as it is configured.
	 */
	String host();

	/**
	 * Set what tells whether the connection has served a request.
	 * @param served asked once, when the connection has ended
	 */
	void servedWhen(BooleanSupplier served);

}
