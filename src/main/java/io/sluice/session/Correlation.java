package io.sluice.session;

import java.time.Duration;
import java.util.function.Predicate;

import io.sluice.spi.TcpCorrelator;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * How the answers to asks are recognized.
 *
 * @param keys finds the keys of asks and answers; {@code null} if the next answer is that
 * of the oldest ask
 * @param answers which messages can be answers
 * @param lateWithin the longest time for a late answer
 * @param routesLate whether a late answer is a request
 */
public record Correlation(@Nullable TcpCorrelator keys, Predicate<Message<byte[]>> answers, Duration lateWithin,
		boolean routesLate) {

}
