package io.sluice.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.sluice.ErrorCode;
import io.sluice.process.DurationText;
import io.sluice.process.LogLimit;
import io.sluice.spi.Exchange;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.Retryable;
import org.springframework.messaging.Message;

/**
 * One request at a target with a failure policy. Used by the thread of the request.
 */
@Slf4j(topic = "io.sluice.upstream")
final class GuardedRequest implements Retryable<@Nullable Message<?>> {

	private final GuardedRoute route;

	private final FailurePolicy policy;

	private final Message<?> request;

	private final Exchange exchange;

	private final long deadline;

	/** The attempts whose targets go on, although nothing waits for them. */
	private final List<Attempt> abandoned = new ArrayList<>(0);

	private int attempts;

	GuardedRequest(GuardedRoute route, FailurePolicy policy, Message<?> request, Exchange exchange) {
		this.route = route;
		this.policy = policy;
		this.request = request;
		this.exchange = exchange;
		this.deadline = System.nanoTime() + policy.time().total().toNanos();
	}

	/**
	 * Answer the request by its target, or by the fallback.
	 * @param warnings limits the warnings about fallbacks
	 * @return the reply, or {@code null} for none
	 * @throws Throwable the failure of the target, or of the fallback
	 */
	@Nullable Message<?> answer(LogLimit warnings) throws Throwable {
		try {
			return tryTarget();
		}
		catch (Throwable ex) {
			AttemptTarget fallback = this.route.fallback();
			if (fallback == null || !this.policy.sorter().kind(ex).isReplaceable() || isOver()) {
				throw ex;
			}
			warnOfFallback(warnings, fallback, ex);
			return fallBack(fallback, ex);
		}
		finally {
			keepPlace();
		}
	}

	/** Only a failure that may be a defect of the handler is logged with its stack. */
	private void warnOfFallback(LogLimit warnings, AttemptTarget fallback, Throwable failure) {
		boolean fault = this.policy.sorter().kind(failure) == FailureKind.FAULT;
		String cause = String.valueOf(this.policy.sorter().cause(failure).getMessage());
		warnings.log(log, "[{}] route '{}' is answered by its fallback '{}': {}", this.route.listener(),
				this.route.name(), fallback.name(), fault ? "the target failed" : cause, fault ? failure : null);
	}

	private @Nullable Message<?> tryTarget() throws Throwable {
		if (this.policy.retry() == null) {
			return execute();
		}
		try {
			return this.policy.retry().execute(this);
		}
		catch (RetryException ex) {
			throw ex.getLastException();
		}
	}

	@Override
	public String getName() {
		return this.route.name();
	}

	/**
	 * Make one attempt.
	 */
	@Override
	public @Nullable Message<?> execute() throws Throwable {
		if (this.attempts++ > 0) {
			if (isOver()) {
				throw overdue();
			}
			this.exchange.recordRetry();
		}
		this.policy.gate().enter();
		Attempt attempt = new Attempt(this.route.target(), this.exchange);
		long start = System.nanoTime();
		try {
			Message<?> reply = send(attempt);
			this.policy.gate().recordAnswer(System.nanoTime() - start);
			return reply;
		}
		catch (Throwable ex) {
			this.policy.gate().recordFailure(kind(ex), ex, System.nanoTime() - start);
			throw ex;
		}
		finally {
			attempt.returned().whenComplete((nothing, failure) -> this.policy.gate().leave());
		}
	}

	/**
	 * The kind of a failure. If the request has ended before its deadline, the failure
	 * says nothing about the target.
	 */
	private FailureKind kind(Throwable failure) {
		boolean cut = this.exchange.isEnded() && this.deadline - System.nanoTime() > 0;
		return cut ? FailureKind.ENDED : this.policy.sorter().kind(failure);
	}

	private @Nullable Message<?> send(Attempt attempt) throws Throwable {
		AttemptThreads threads = this.policy.threads();
		if (threads == null) {
			attempt.run(this.request);
		}
		else {
			attempt.start(this.request, threads);
		}
		return await(attempt, this.policy.time().attempt());
	}

	private @Nullable Message<?> fallBack(AttemptTarget fallback, Throwable cause) throws Throwable {
		this.exchange.recordFallback(fallback.name());
		Attempt attempt = new Attempt(fallback, this.exchange);
		try {
			attempt.run(this.request);
			return await(attempt, null);
		}
		catch (Throwable ex) {
			if (ex != cause) {
				ex.addSuppressed(cause);
			}
			throw ex;
		}
	}

	private @Nullable Message<?> await(Attempt attempt, @Nullable Duration time) throws Throwable {
		long left = this.deadline - System.nanoTime();
		boolean limited = time != null && time.toNanos() < left;
		try {
			return attempt.await((time != null && limited) ? time.toNanos() : Math.max(left, 0));
		}
		catch (ExecutionException ex) {
			if (attempt.isContinuing()) {
				this.abandoned.add(attempt);
			}
			throw ex.getCause();
		}
		catch (TimeoutException ex) {
			if (!abandon(attempt, this.policy.threads() != null && this.policy.threads().interrupts())) {
				// the result has arrived in between
				return await(attempt, null);
			}
			throw (time != null && limited)
					? new UpstreamException(UpstreamException.Failure.UNANSWERED, late(time), null) : overdue();
		}
		catch (InterruptedException ex) {
			abandon(attempt, true);
			Thread.currentThread().interrupt();
			throw (this.deadline - System.nanoTime() <= 0) ? overdue() : new AttemptException(FailureKind.ENDED,
					ErrorCode.HANDLER_ERROR, "the request has been interrupted");
		}
	}

	private boolean abandon(Attempt attempt, boolean interrupt) {
		boolean left = attempt.abandon(interrupt);
		if (left) {
			this.abandoned.add(attempt);
		}
		return left;
	}

	/**
	 * Whether it is too late for another attempt.
	 */
	private boolean isOver() {
		return this.exchange.isEnded() || Thread.currentThread().isInterrupted()
				|| this.deadline - System.nanoTime() <= 0;
	}

	private AttemptException overdue() {
		return new AttemptException(FailureKind.OVERDUE, ErrorCode.TIMEOUT, late(this.policy.time().total()));
	}

	private static String late(Duration time) {
		return "no reply within " + DurationText.of(time);
	}

	/**
	 * Keep the place of the request in the limits until the abandoned attempts have
	 * completed.
	 */
	private void keepPlace() {
		if (!this.abandoned.isEmpty()) {
			this.exchange.continueWith(CompletableFuture
				.allOf(this.abandoned.stream().map(Attempt::completion).toArray(CompletableFuture<?>[]::new)));
		}
	}

}
