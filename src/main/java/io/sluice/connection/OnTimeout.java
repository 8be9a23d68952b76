package io.sluice.connection;

/**
 * What happens to a handler that still runs when its request is answered {@code TIMEOUT}.
 */
public enum OnTimeout {

	/** Its thread is interrupted. */
	INTERRUPT,

	/** It goes on; its reply is dropped. */
	ABANDON

}
