package io.sluice.spi;

import java.util.concurrent.CompletionStage;

import org.springframework.messaging.Message;

/**
 * Keeps requests that have failed for good. Any thread.
 */
public interface DeadLetters {

	/**
	 * Keep a request. Does not block.
	 * @param request the request as the client sent it
	 * @param error why it has failed
	 * @return completes when the request is kept, or with the reason why it is lost
	 */
	CompletionStage<?> add(Message<byte[]> request, TcpError error);

}
