package io.sluice.upstream.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.ShutdownSignalException;
import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.ReturnedMessage;
import org.springframework.amqp.rabbit.connection.CorrelationData.Confirm;
import org.springframework.core.NestedExceptionUtils;

/**
 * Finds out what RabbitMQ's client says of a record.
 */
final class RabbitFailures {

	private RabbitFailures() {
	}

	/**
	 * The failure of a record that was not sent.
	 * @param failure why there is no connection, or {@code null} if the broker takes
	 * nothing for now
	 */
	static UpstreamException notSent(@Nullable Throwable failure) {
		return new UpstreamException(Failure.NOT_SENT,
				(failure != null) ? "the broker cannot be reached" : "the broker takes no records for now",
				(failure != null) ? NestedExceptionUtils.getMostSpecificCause(failure) : null);
	}

	/**
	 * The failure of a record that has waited for too long behind others.
	 */
	static UpstreamException waiting() {
		return new UpstreamException(Failure.NOT_SENT, "the broker did not take the record in time", null);
	}

	/**
	 * Whether the client has not sent a record, because its channel is closed.
	 */
	static boolean isClosed(Throwable failure) {
		return find(failure, AlreadyClosedException.class) != null;
	}

	/**
	 * Sort a failure to find out whether an exchange exists: no record has been sent.
	 */
	static UpstreamException ofLookup(Throwable failure) {
		ShutdownSignalException closed = find(failure, ShutdownSignalException.class);
		return (closed != null && closed.getReason() instanceof AMQP.Channel.Close word
				&& word.getReplyCode() == AMQP.NOT_FOUND) ? noExchange(word.getReplyText()) : notSent(failure);
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (type.isInstance(each)) {
				return type.cast(each);
			}
		}
		return null;
	}

	private static UpstreamException noExchange(String reason) {
		return NoDestinationException.refuse("there is no such exchange", reason);
	}

	/**
	 * Sort an exception of the call that sends a record over an open connection.
	 */
	static UpstreamException sort(Throwable failure) {
		return unconfirmed(NestedExceptionUtils.getMostSpecificCause(failure));
	}

	/**
	 * Find out whether a record has not been stored.
	 * @param record the record
	 * @param returned the record as it came back, if no queue took it
	 * @param word the broker's word on it; with a reason, the client speaks for a broker
	 * whose connection is gone
	 * @param failure the failure of the confirm
	 * @return {@code null} if the broker has stored it
	 */
	static @Nullable UpstreamException find(BrokerRecord record, @Nullable ReturnedMessage returned,
			@Nullable Confirm word, @Nullable Throwable failure) {
		if (returned != null) {
			return new UpstreamException(Failure.REFUSED, "no queue takes the record",
					new AmqpException("exchange '%s', routing key '%s': %s".formatted(returned.getExchange(),
							returned.getRoutingKey(), returned.getReplyText())));
		}
		if (word == null) {
			return unconfirmed(failure);
		}
		if (word.ack()) {
			return null;
		}
		if (word.reason() != null && word.reason().contains("no exchange '" + record.destination() + "'")) {
			return noExchange(word.reason());
		}
		return (word.reason() != null) ? unconfirmed(new AmqpException(word.reason()))
				: new UpstreamException(Failure.FAILED, "the broker has not stored the record", null);
	}

	private static UpstreamException unconfirmed(@Nullable Throwable cause) {
		return UpstreamException.unconfirmed("the broker has not confirmed the record; it may have been stored", cause);
	}

}
