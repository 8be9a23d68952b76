package io.sluice.upstream;

import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * The channel of a route to a TCP upstream. The route keeps its upstream when the channel
 * of that name gets another one, so that a message never takes a former route to a new
 * upstream.
 */
@RequiredArgsConstructor
final class TcpRoute implements MessageChannel {

	private final MessageChannel channel;

	private final TcpUpstream upstream;

	@Override
	public boolean send(Message<?> message, long timeout) {
		return this.channel.send(new PinnedRequest(message, this.upstream), timeout);
	}

	@Override
	public String toString() {
		return this.channel.toString();
	}

}
