package io.sluice.client;

/**
 * Whether a {@link SharedConnection} takes a request.
 */
public enum Admission {

	/** The request is queued, and will have a reply or a failure. */
	TAKEN,

	/** The connection has as many requests in flight as it may have. */
	FULL,

	/** A request with the same key waits for its reply. */
	KEY_PENDING,

	/**
	 * A request with the same key has had no reply within twice the timeout. Only another
	 * connection can take this one safely.
	 */
	KEY_ABANDONED,

	/** The connection takes no more requests. */
	CLOSED

}
