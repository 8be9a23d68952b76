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
	 * Capture the state of the thread that the application did not set.
	 * @return sets this state on another thread, without state of its own
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
