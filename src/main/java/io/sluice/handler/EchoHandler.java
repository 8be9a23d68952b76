package io.sluice.handler;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * Answers every request with its own bytes; built in as {@code echo}.
 */
final class EchoHandler implements MessageHandler {

	@Override
	public void handleMessage(Message<?> message) {
		ReplySender.send(message, message.getPayload());
	}

}
