package io.sluice.upstream.broker;

import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpConnectException;
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
	 * Sort an exception of the call that sends a record.
	 */
	static UpstreamException sort(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof AmqpConnectException) {
				return new UpstreamException(Failure.NOT_SENT, "the broker cannot be reached", cause);
			}
		}
		return unconfirmed(cause);
	}

	/**
	 * Find out whether a record has not been stored.
	 * @param returned the record, if no queue took it
	 * @param word the broker's word on it; with a reason, the client speaks for a broker
	 * whose connection is gone
	 * @param failure the failure of the confirm
	 * @return {@code null} if the broker has stored it
	 */
	static @Nullable UpstreamException find(@Nullable ReturnedMessage returned, @Nullable Confirm word,
			@Nullable Throwable failure) {
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
		return (word.reason() != null) ? unconfirmed(new AmqpException(word.reason()))
				: new UpstreamException(Failure.FAILED, "the broker has not stored the record", null);
	}

	private static UpstreamException unconfirmed(@Nullable Throwable cause) {
		return UpstreamException.unconfirmed("the broker has not confirmed the record; it may have been stored", cause);
	}

}
