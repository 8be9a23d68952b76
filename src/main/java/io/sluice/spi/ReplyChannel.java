package io.sluice.spi;

import java.util.concurrent.CompletionStage;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

/**
 * The reply channel in the headers of a request. The first message sent to it is the
 * reply; any later message is dropped and counted.
 */
public interface ReplyChannel extends MessageChannel {

	/**
	 * The reply of a target that has done its work, and whose reply is awaited, but which
	 * has no content to send.
	 */
	Message<?> DONE = new GenericMessage<>(new byte[0]);

	/**
	 * Record that the target goes on after its send has returned. Called by the sending
	 * thread, before the return.
	 * @param work completes when the target completes
	 */
	void continueWith(CompletionStage<?> work);

}
