package io.sluice.spi;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Recognizes the answers to asks. A bean, which a listener names in
 * {@code correlate.correlator}. Called by several threads.
 */
public interface TcpCorrelator {

	/**
	 * The key of an ask.
	 * @param ask the message that is sent to the client
	 * @return a key that has {@code equals}, or {@code null} if the message cannot be
	 * asked
	 */
	@Nullable Object keyOfAsk(Message<byte[]> ask);

	/**
	 * The key of the ask that a message of the client answers.
	 * @param message a message that the client has sent
	 * @return the key, or {@code null} if the message is a request
	 */
	@Nullable Object keyOfAnswer(Message<byte[]> message);

}
