package io.sluice.connection;

/**
 * What happens to a handler that still runs when its client is gone.
 */
public enum OnDisconnect {

	/** It goes on; its reply is dropped. */
	FINISH,

	/** Its thread is interrupted. */
	INTERRUPT

}
