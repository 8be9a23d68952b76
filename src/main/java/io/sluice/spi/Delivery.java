package io.sluice.spi;

import org.springframework.messaging.Message;

/**
 * The target of a routed request, as the connection sees it.
 */
public interface Delivery {

	/**
	 * Send a request to the target.
	 * @param request the request
	 * @throws RuntimeException any exception of the target on this thread
	 */
	void send(Message<byte[]> request);

	/**
	 * {@return how a connection that answers several requests at once sends this request}
	 */
	Mode mode();

	/**
	 * {@return whether the target can be reached, for a connection that reads no more
	 * until it can}
	 */
	default Availability availability() {
		return Availability.ALWAYS;
	}

	/** How a request is sent while others of its connection are at their targets. */
	enum Mode {

		/** On the connection's thread: the send does not wait for anything. */
		PROMPT,

		/** On a thread of its own: the send may wait. */
		CONCURRENT,

		/**
		 * On a thread of its own, when all requests before it have been answered;
		 * requests behind it wait for its end.
		 */
		ALONE

	}

}
