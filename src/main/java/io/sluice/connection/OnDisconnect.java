package io.sluice.connection;

/**
 * What happens to a running handler when its client is gone.
 */
public enum OnDisconnect {

	/** The handler goes on; its reply is dropped. */
	FINISH,

	/** The handler's thread is interrupted. */
	INTERRUPT

}
