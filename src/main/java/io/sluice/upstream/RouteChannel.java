package io.sluice.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The channel of a route: adds what the route says of each message to its headers, and
 * sends it to the channel of the upstream.
 */
@RequiredArgsConstructor
public final class RouteChannel implements MessageChannel {

	private final MessageChannel upstream;

	/** Makes the headers that a message gets. */
	private final Function<Message<byte[]>, Map<String, Object>> details;

	@Override
	@SuppressWarnings("unchecked")
	public boolean send(Message<?> message, long timeout) {
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		headers.putAll(this.details.apply((Message<byte[]>) message));
		return this.upstream.send(new GenericMessage<>(message.getPayload(), new MessageHeaders(headers)), timeout);
	}

	@Override
	public String toString() {
		return this.upstream.toString();
	}

}
