package io.sluice.upstream;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * A request of a route, with the upstream that the route leads to.
 */
final class PinnedRequest extends GenericMessage<Object> {

	private static final long serialVersionUID = 1L;

	private final transient TcpUpstream upstream;

	PinnedRequest(Message<?> request, TcpUpstream upstream) {
		super(request.getPayload(), request.getHeaders());
		this.upstream = upstream;
	}

	TcpUpstream upstream() {
		return this.upstream;
	}

}
