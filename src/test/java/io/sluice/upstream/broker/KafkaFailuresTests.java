package io.sluice.upstream.broker;

import java.util.stream.Stream;

import io.sluice.upstream.UpstreamException;
import io.sluice.upstream.UpstreamException.Failure;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.kafka.KafkaException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * {@link KafkaFailures}: what is known of a record that the client has not taken.
 */
class KafkaFailuresTests {

	static Stream<Arguments> failures() {
		return Stream.of(
				arguments(new TimeoutException("no metadata"), Failure.NOT_SENT, "the broker cannot be reached"),
				arguments(new BufferExhaustedException("full"), Failure.NOT_SENT,
						"the broker takes records too slowly"),
				arguments(new UnknownTopicOrPartitionException("none"), Failure.REFUSED, "there is no such topic"),
				arguments(new RecordTooLargeException("large"), Failure.REFUSED, "the broker does not take the record"),
				arguments(new AuthorizationException("denied"), Failure.REFUSED,
						"the broker does not take the record"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void recordThatTheClientHasNotTakenHasNotLeft(Exception cause, Failure failure, String message) {
		UpstreamException sorted = KafkaFailures.sort(new KafkaException("send failed", cause), true);
		assertThat(sorted.failure()).isEqualTo(failure);
		assertThat(sorted).hasMessageContaining(message);
	}

}
