package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.sluice.autoconfigure.RouteProperties.CircuitBreaker;
import io.sluice.autoconfigure.RouteProperties.Retry;
import io.sluice.connection.OnTimeout;
import io.sluice.error.ErrorTable;
import io.sluice.handler.context.HandlerContext;
import io.sluice.process.DurationText;
import io.sluice.upstream.AttemptThreads;
import io.sluice.upstream.BreakerSettings;
import io.sluice.upstream.FailureKind;
import io.sluice.upstream.FailurePolicy;
import io.sluice.upstream.FailureSorter;
import io.sluice.upstream.GuardedChannel;
import io.sluice.upstream.GuardedRoute;
import io.sluice.upstream.TargetGate;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.messaging.MessageChannel;

/**
 * Puts failure policies around the targets of a listener's routes.
 */
@RequiredArgsConstructor
@Slf4j
final class FailurePolicyFactory {

	private static final int MAX_ATTEMPTS = 20;

	private static final int MAX_WINDOW = 10_000;

	private static final int MAX_IN_FLIGHT = 1_000_000;

	private final SluiceProperties.Listener listener;

	private final HandlerContext context;

	private final RouteMemory memory;

	/**
	 * Put a failure policy around the target of a route.
	 * @param key the key of the route
	 * @param settings the settings of the route
	 * @param route the route
	 * @param idempotent whether the target may receive a request twice
	 * @return the channel that the route sends to
	 */
	MessageChannel guard(String key, RouteProperties settings, GuardedRoute route, boolean idempotent) {
		FailureSorter sorter = new FailureSorter(ErrorTable::findForClient);
		Duration total = this.listener.requestTimeout();
		checkTime(key, settings, route, total);
		boolean ownThread = settings.timeout() != null || settings.fallback() != null;
		return new GuardedChannel(route,
				new FailurePolicy(new FailurePolicy.Time(settings.timeout(), total),
						retry(key + ".retry", settings.retry(), idempotent, sorter), gate(key, settings, route), sorter,
						ownThread ? threads(route) : null));
	}

	private AttemptThreads threads(GuardedRoute route) {
		return new AttemptThreads(
				Thread.ofVirtual().name("sluice-%s-%s-".formatted(route.listener(), route.name()), 0).factory(),
				this.context::carry, this.listener.onTimeout() == OnTimeout.INTERRUPT);
	}

	private static void checkTime(String key, RouteProperties settings, GuardedRoute route, Duration total) {
		Duration timeout = settings.timeout();
		if (timeout == null) {
			return;
		}
		if (timeout.toMillis() < 1 || timeout.compareTo(total) > 0) {
			throw SettingCheck.invalid(key + ".timeout", timeout,
					"It must be from 1ms to the listener's 'request-timeout', which is %s."
						.formatted(DurationText.of(total)));
		}
		Duration sum = longest(timeout, settings.retry());
		if (sum.compareTo(total) > 0) {
			log.warn(
					"[{}] '{}': its attempts and the pauses between them may take {}, and the listener's 'request-timeout' "
							+ "ends a request after {}. Raise 'request-timeout', or lower 'timeout' or 'retry.attempts'",
					route.listener(), key, DurationText.of(sum), DurationText.of(total));
		}
	}

	private static Duration longest(Duration timeout, @Nullable Retry retry) {
		Duration sum = timeout;
		if (retry != null) {
			Duration pause = retry.backoff();
			for (int i = 1; i < Math.min(retry.attempts(), MAX_ATTEMPTS); i++) {
				sum = sum.plus(pause).plus(timeout);
				pause = pause.multipliedBy(2);
			}
		}
		return sum;
	}

	private @Nullable RetryTemplate retry(String key, @Nullable Retry settings, boolean idempotent,
			FailureSorter sorter) {
		if (settings == null) {
			return null;
		}
		SettingCheck.checkRange(key + ".attempts", settings.attempts(), 2, MAX_ATTEMPTS, ", the first one included");
		Duration backoff = settings.backoff();
		Duration total = this.listener.requestTimeout();
		if (backoff.isNegative() || backoff.compareTo(total) > 0) {
			throw SettingCheck.invalid(key + ".backoff", backoff,
					"It must be from 0s to the listener's 'request-timeout', which is %s."
						.formatted(DurationText.of(total)));
		}
		return new RetryTemplate(RetryPolicy.builder()
			.maxRetries(settings.attempts() - 1)
			.delay(backoff)
			.multiplier(2)
			.jitter(backoff.dividedBy(2))
			.timeout(total)
			.predicate(sorter.isOneOf(kinds(key + ".retry-on",
					settings.retryOn().isEmpty() ? List.of("unavailable") : settings.retryOn(), idempotent)))
			.build());
	}

	private static Set<FailureKind> kinds(String key, List<String> names, boolean idempotent) {
		List<FailureKind> kinds = new ArrayList<>();
		for (String name : names) {
			kinds.add(switch (name) {
				case "unavailable" -> FailureKind.NOT_SENT;
				case "unanswered" -> FailureKind.UNANSWERED;
				case "5xx" -> FailureKind.FAILED;
				default -> throw SettingCheck.invalid("%s[%d]".formatted(key, kinds.size()), name,
						"It must be one of: unavailable, unanswered, 5xx.");
			});
		}
		if (kinds.isEmpty()) {
			throw SettingCheck.invalid(key, "", "It must have at least one of: unavailable, unanswered, 5xx.");
		}
		if (kinds.contains(FailureKind.UNANSWERED) && !idempotent) {
			throw SettingCheck.invalid("%s[%d]".formatted(key, kinds.indexOf(FailureKind.UNANSWERED)), "unanswered",
					"The target may have received the request. If it may receive a request twice, set 'idempotent: true' on the route or the upstream.");
		}
		return EnumSet.copyOf(kinds);
	}

	private TargetGate gate(String key, RouteProperties settings, GuardedRoute route) {
		Integer maxInFlight = settings.maxInFlight();
		if (maxInFlight != null) {
			SettingCheck.checkRange(key + ".max-in-flight", maxInFlight, 1, MAX_IN_FLIGHT, "");
		}
		BreakerSettings breaker = breaker(key + ".circuit-breaker", settings.circuitBreaker());
		return this.memory.part(TargetGate.class,
				Arrays.asList(route.listener(), route.name(), settings.to(), breaker, maxInFlight),
				() -> TargetGate.create(route.listener(), route.name(), breaker, maxInFlight));
	}

	private static @Nullable BreakerSettings breaker(String key, @Nullable CircuitBreaker settings) {
		if (settings == null) {
			return null;
		}
		SettingCheck.checkRange(key + ".failure-rate", settings.failureRate(), 1, 100, " percent");
		SettingCheck.checkRange(key + ".window", settings.window(), 1, MAX_WINDOW, " attempts");
		if (settings.openFor().toMillis() < 1) {
			throw SettingCheck.invalid(key + ".open-for", settings.openFor(), "It must be at least 1ms.");
		}
		return new BreakerSettings(settings.failureRate(), settings.window(), settings.openFor());
	}

}
