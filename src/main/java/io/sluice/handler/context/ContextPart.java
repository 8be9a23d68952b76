package io.sluice.handler.context;

import org.springframework.messaging.Message;

/**
 * A part of what a thread holds for the code that runs on it, such as the MDC.
 */
public interface ContextPart {

	/**
	 * Put on the thread what belongs to a request.
	 * @param request the request
	 * @return puts back what was there before; called once, by the same thread
	 */
	Runnable enter(Message<?> request);

	/**
	 * Take everything off the thread.
	 */
	void clear();

}
