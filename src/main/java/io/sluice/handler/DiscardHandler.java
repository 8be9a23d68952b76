package io.sluice.handler;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * Accepts every request and sends no reply; built in as {@code discard}.
 */
final class DiscardHandler implements MessageHandler {

	@Override
	public void handleMessage(Message<?> message) {
	}

}
