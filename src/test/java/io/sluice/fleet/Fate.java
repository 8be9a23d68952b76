package io.sluice.fleet;

/**
 * What must have become of a message.
 *
 * @param session the session that alone may have received it, or {@code null} for any
 * @param delivery how often
 */
record Fate(String session, Delivery delivery) {

	static final Fate NEVER = new Fate(null, Delivery.NEVER);

	/** How often a message must have been received. */
	enum Delivery {

		/** Exactly once, if the session has stayed. */
		ONCE,
		/** It may have been sent. */
		AT_MOST_ONCE,
		/** It was not sent, and never will be. */
		NEVER

	}

}
