package io.sluice.upstream;

import java.util.HashMap;
import java.util.Map;

import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The channel of a route: makes the request of each message, and sends it to the channel
 * of the upstream.
 */
@RequiredArgsConstructor
final class HttpRoute implements MessageChannel {

	private final MessageChannel upstream;

	private final HttpService service;

	private final HttpTarget target;

	private final ResponseLimits limits;

	@Override
	@SuppressWarnings("unchecked")
	public boolean send(Message<?> message, long timeout) {
		HttpCall call = this.target.call((Message<byte[]>) message, this.service.address());
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		headers.put(HttpUpstreamChannel.CALL, call);
		headers.put(HttpUpstreamChannel.LIMITS, this.limits);
		headers.put(HttpUpstreamChannel.SERVICE, this.service);
		return this.upstream.send(new GenericMessage<>(message.getPayload(), new MessageHeaders(headers)), timeout);
	}

	@Override
	public String toString() {
		return this.upstream.toString();
	}

}
