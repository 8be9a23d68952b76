package io.sluice.handler.context;

import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * A channel of the application. Every send runs in the context of its request.
 */
@RequiredArgsConstructor
final class ContextualChannel implements MessageChannel {

	private final HandlerContext context;

	private final MessageChannel channel;

	MessageChannel channel() {
		return this.channel;
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		return this.context.send(this.channel, message, timeout);
	}

	@Override
	public String toString() {
		return this.channel.toString();
	}

}
