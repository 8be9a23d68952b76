package io.sluice.upstream;

import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.sluice.ErrorCode;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an attempt may be sent to the target of a route, by the failures of the
 * latest attempts and by the number of those in flight.
 */
@Slf4j(topic = "io.sluice.upstream")
public final class TargetGate {

	/** The most attempts that a breaker lets through to find out about its target. */
	private static final int MAX_TRIALS = 10;

	private final @Nullable CircuitBreaker breaker;

	private final @Nullable Bulkhead bulkhead;

	private TargetGate(@Nullable CircuitBreaker breaker, @Nullable Bulkhead bulkhead) {
		this.breaker = breaker;
		this.bulkhead = bulkhead;
	}

	/**
	 * Create the gate of a route.
	 * @param listener the listener's name, for the log
	 * @param route the route's name
	 * @param breaker the settings of the circuit breaker, or {@code null} for none
	 * @param maxInFlight the largest number of attempts in flight, or {@code null} for no
	 * limit
	 */
	public static TargetGate create(String listener, String route, @Nullable BreakerSettings breaker,
			@Nullable Integer maxInFlight) {
		return new TargetGate((breaker != null) ? breaker(listener, route, breaker) : null,
				(maxInFlight != null) ? bulkhead(route, maxInFlight) : null);
	}

	private static CircuitBreaker breaker(String listener, String route, BreakerSettings settings) {
		CircuitBreaker breaker = CircuitBreaker.of(route,
				CircuitBreakerConfig.custom()
					.failureRateThreshold(settings.failureRate())
					.slidingWindow(settings.window(), settings.window(), SlidingWindowType.COUNT_BASED)
					.waitDurationInOpenState(settings.openFor())
					.permittedNumberOfCallsInHalfOpenState(Math.min(MAX_TRIALS, settings.window()))
					.build());
		breaker.getEventPublisher()
			.onStateTransition((event) -> logState(listener, route, event.getStateTransition().getToState()));
		return breaker;
	}

	private static void logState(String listener, String route, State state) {
		switch (state) {
			case OPEN -> log.warn("[{}] the circuit breaker of route '{}' is open: too many attempts have failed",
					listener, route);
			case HALF_OPEN ->
				log.info("[{}] the circuit breaker of route '{}' tries the target again", listener, route);
			default -> log.info("[{}] the circuit breaker of route '{}' is {}", listener, route, state);
		}
	}

	private static Bulkhead bulkhead(String route, int maxInFlight) {
		return Bulkhead.of(route, BulkheadConfig.custom().maxConcurrentCalls(maxInFlight).build());
	}

	/**
	 * Let an attempt in, or throw an exception.
	 */
	void enter() {
		if (this.breaker != null && !this.breaker.tryAcquirePermission()) {
			throw new AttemptException(FailureKind.REJECTED, ErrorCode.UPSTREAM_UNAVAILABLE,
					"not sent, as the circuit breaker is open");
		}
		if (this.bulkhead != null && !this.bulkhead.tryAcquirePermission()) {
			if (this.breaker != null) {
				this.breaker.releasePermission();
			}
			throw new AttemptException(FailureKind.REJECTED, ErrorCode.BUSY,
					"too many requests of this route are in flight");
		}
	}

	/**
	 * Record an attempt that the target has answered.
	 * @param nanos how long it took
	 */
	void recordAnswer(long nanos) {
		if (this.breaker != null) {
			this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Record an attempt that has failed.
	 * @param kind what the failure means
	 * @param failure the exception
	 * @param nanos how long it took
	 */
	void recordFailure(FailureKind kind, Throwable failure, long nanos) {
		if (this.breaker == null) {
			return;
		}
		if (kind.isCounted()) {
			this.breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
		}
		else if (kind == FailureKind.ANSWER) {
			this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
		}
		else {
			this.breaker.releasePermission();
		}
	}

	/**
	 * Release the place of an attempt whose send has returned.
	 */
	void leave() {
		if (this.bulkhead != null) {
			this.bulkhead.onComplete();
		}
	}

}
