package io.sluice.connection;

/**
 * What happens to a running handler when its request is answered {@code TIMEOUT}.
 */
public enum OnTimeout {

	/** The handler's thread is interrupted. */
	INTERRUPT,

	/** The handler goes on; its reply is dropped. */
	ABANDON

}
