package io.sluice.upstream.broker;

import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;

/**
 * Finds out what an exception of Kafka's client says of a record.
 */
final class KafkaFailures {

	private KafkaFailures() {
	}

	/**
	 * Whether Spring's template has thrown an exception, which it does after the client
	 * has taken the record.
	 */
	static boolean isOfTemplate(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof KafkaException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Sort a failure.
	 * @param failure the exception
	 * @param inCall whether it ended the call that gave the record to the client, so that
	 * the record has not left
	 */
	static UpstreamException sort(Throwable failure, boolean inCall) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		if (cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException
				|| cause instanceof AuthorizationException) {
			return new UpstreamException(Failure.REFUSED, "the broker does not take the record", cause);
		}
		if (inCall && cause instanceof UnknownTopicOrPartitionException) {
			return NoDestinationException.refuse("there is no such topic", String.valueOf(cause.getMessage()));
		}
		if (inCall) {
			return new UpstreamException(Failure.NOT_SENT, (cause instanceof BufferExhaustedException)
					? "the broker takes records too slowly" : "the broker cannot be reached", cause);
		}
		// the client has tried again after any other until its time was over
		if (cause instanceof ApiException && !(cause instanceof RetriableException)
				&& !(cause instanceof UnknownServerException)) {
			return new UpstreamException(Failure.FAILED, "the broker has not stored the record", cause);
		}
		return UpstreamException.unconfirmed("the broker has not confirmed the record in time; it may have been stored",
				cause);
	}

}
