package io.sluice.upstream.broker;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import io.sluice.upstream.UpstreamException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.connection.CorrelationData.Confirm;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * A channel to the broker that one thread publishes over.
 */
@RequiredArgsConstructor
final class RabbitChannel {

	/** The header with the {@link BrokerRecord}. */
	static final String RECORD = "sluice_record";

	/** The header with the {@link CorrelationData}. */
	static final String CONFIRM = "sluice_confirm";

	private final ConnectionFactory connections;

	private final Channel channel;

	/** Publishes over the channel, which is bound to the thread. */
	private final MessageHandler adapter;

	/** The exchanges that exist. */
	private final Set<String> exchanges = new HashSet<>();

	/**
	 * Publish a record. Waits while the broker takes nothing.
	 * @return {@code false} if the channel is closed, and the record has not left
	 */
	boolean publish(OutgoingRecord outgoing) {
		if (!this.channel.isOpen()) {
			return false;
		}
		if (!outgoing.take()) {
			return true;
		}
		UpstreamException refusal = findRefusal(outgoing.record().destination());
		if (refusal != null) {
			outgoing.fail(refusal);
			return true;
		}
		CorrelationData confirm = new CorrelationData(UUID.randomUUID().toString());
		Message<byte[]> message;
		try {
			message = message(outgoing, confirm);
		}
		catch (RuntimeException ex) {
			// it has not been sent
			outgoing.fail(ex);
			return true;
		}
		return send(outgoing, message, confirm);
	}

	private boolean send(OutgoingRecord outgoing, Message<byte[]> message, CorrelationData confirm) {
		try {
			this.adapter.handleMessage(message);
		}
		catch (RuntimeException ex) {
			if (RabbitFailures.isClosed(ex)) {
				return false;
			}
			outgoing.fail(RabbitFailures.sort(ex));
			return true;
		}
		var _ = confirm.getFuture().whenComplete((word, failure) -> complete(outgoing, confirm, word, failure));
		return true;
	}

	private static Message<byte[]> message(OutgoingRecord outgoing, CorrelationData confirm) {
		return MessageBuilder.withPayload(outgoing.payload())
			.copyHeaders(outgoing.record().headers())
			.copyHeaders(Map.of(RECORD, outgoing.record(), CONFIRM, confirm))
			.build();
	}

	private static void complete(OutgoingRecord outgoing, CorrelationData confirm, @Nullable Confirm word,
			@Nullable Throwable failure) {
		Throwable problem = RabbitFailures.find(outgoing.record(), confirm.getReturned(), word, failure);
		if (problem == null) {
			outgoing.result().complete(null);
		}
		else {
			outgoing.fail(problem);
		}
	}

	/**
	 * Find out why the broker would not take a record. One for an exchange that does not
	 * exist would close the channel, whose other records would then remain unconfirmed.
	 */
	private @Nullable UpstreamException findRefusal(String exchange) {
		if (exchange.isEmpty() || this.exchanges.contains(exchange)) {
			return null;
		}
		try (Channel own = this.connections.createConnection().createChannel(false)) {
			own.exchangeDeclarePassive(exchange);
			this.exchanges.add(exchange);
			return null;
		}
		catch (IOException | TimeoutException | RuntimeException ex) {
			return RabbitFailures.ofLookup(ex);
		}
	}

	/**
	 * The record of a message that {@link #publish} has made.
	 */
	static BrokerRecord record(Message<?> message) {
		return Objects.requireNonNull(message.getHeaders().get(RECORD, BrokerRecord.class));
	}

	/**
	 * The confirm of such a message.
	 */
	static CorrelationData confirm(Message<?> message) {
		return Objects.requireNonNull(message.getHeaders().get(CONFIRM, CorrelationData.class));
	}

}
