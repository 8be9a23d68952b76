package io.sluice.upstream;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryTemplate;

/**
 * What happens when the target of a route does not answer.
 *
 * @param time the time that a request has
 * @param retry repeats failed attempts, or {@code null} for a single attempt
 * @param gate decides which attempts are sent
 * @param sorter finds out what a failure means
 * @param threads the threads of the attempts, or {@code null} for that of the request
 */
public record FailurePolicy(Time time, @Nullable RetryTemplate retry, TargetGate gate, FailureSorter sorter,
		@Nullable AttemptThreads threads) {

	/**
	 * The time that a request has.
	 *
	 * @param attempt the time of an attempt, or {@code null} for what is left of the
	 * request's
	 * @param total the time of the request
	 */
	public record Time(@Nullable Duration attempt, Duration total) {

	}

}
