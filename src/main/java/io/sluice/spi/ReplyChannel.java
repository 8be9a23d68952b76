package io.sluice.spi;

import java.util.concurrent.CompletionStage;

import org.springframework.messaging.MessageChannel;

/**
 * The reply channel in the headers of a request. The first message sent to it is the
 * reply; any later message is dropped and counted.
 */
public interface ReplyChannel extends MessageChannel {

	/**
	 * Record that the target goes on after its send has returned. Called by the sending
	 * thread, before the return.
	 * @param work completes when the target completes
	 */
	void continueWith(CompletionStage<?> work);

}
