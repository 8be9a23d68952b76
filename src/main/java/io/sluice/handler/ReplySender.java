package io.sluice.handler;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Sends the result of a handler to the reply channel of the request.
 */
final class ReplySender {

	private static final MessageHeaders NO_HEADERS = new NoHeaders();

	private ReplySender() {
	}

	static void send(Message<?> request, Object result) {
		if (request.getHeaders().getReplyChannel() instanceof MessageChannel channel) {
			channel.send((result instanceof Message<?> reply) ? reply : new GenericMessage<>(result, NO_HEADERS));
		}
	}

	private static final class NoHeaders extends MessageHeaders {

		private static final long serialVersionUID = 1L;

		NoHeaders() {
			super(Map.of(), ID_VALUE_NONE, -1L);
		}

		@Override
		public @Nullable Object get(Object key) {
			return null;
		}

	}

}
