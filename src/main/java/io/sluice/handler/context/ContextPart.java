package io.sluice.handler.context;

import org.springframework.messaging.Message;

/**
 * A part of the thread-bound state of application code, such as the MDC.
 */
public interface ContextPart {

	/**
	 * Set the state of a request on the thread.
	 * @param request the request
	 * @return restores the previous state; called once, by the same thread
	 */
	Runnable enter(Message<?> request);

	/**
	 * Capture the state of the current thread for another thread of the same request.
	 * @return sets this state on the other thread, which has none
	 */
	default Runnable capture() {
		return () -> {
		};
	}

	/**
	 * Remove all state from the thread.
	 */
	void clear();

}
