package io.sluice.socket;

import java.util.function.BooleanSupplier;

/**
 * A connection that this process has opened. The next one to the same address waits
 * longer unless this one has served a request.
 */
public interface Dialed {

	/**
	 * The host as it is configured.
	 */
	String host();

	/**
	 * Set the check whether the connection has served a request.
	 * @param served called once, when the connection has ended
	 */
	void servedWhen(BooleanSupplier served);

}
