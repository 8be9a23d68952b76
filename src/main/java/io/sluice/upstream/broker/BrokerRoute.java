package io.sluice.upstream.broker;

import java.util.HashMap;
import java.util.Map;

import lombok.RequiredArgsConstructor;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * The channel of a route: makes the record of each message, and sends it to the channel
 * of the destination.
 */
@RequiredArgsConstructor
final class BrokerRoute implements MessageChannel {

	private final MessageChannel destination;

	private final RecordTemplate records;

	@Override
	@SuppressWarnings("unchecked")
	public boolean send(Message<?> message, long timeout) {
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		headers.put(BrokerChannel.RECORD, this.records.record((Message<byte[]>) message));
		return this.destination.send(new GenericMessage<>(message.getPayload(), new MessageHeaders(headers)), timeout);
	}

	@Override
	public String toString() {
		return this.destination.toString();
	}

}
