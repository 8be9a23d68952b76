package io.sluice.session;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.sluice.AskException;
import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;

/**
 * Waits for pushes and answers.
 */
final class Waits {

	/**
	 * The time from which a wait needs no timer of its own, which costs two system calls:
	 * the sweeper ends it, a few times a second.
	 */
	private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

	private Waits() {
	}

	/**
	 * Add an ask, and wait for its answer. An interrupt ends the wait, and the interrupt
	 * flag stays set.
	 * @throws AskException if there is none
	 */
	static byte[] await(Ask ask, Asks asks, long nanos) {
		asks.add(ask);
		try {
			return get(ask.result(), nanos);
		}
		catch (InterruptedException ex) {
			asks.expire(ask, "interrupted while it waited");
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			asks.expire(ask);
		}
		catch (ExecutionException ex) {
			// the result is read below
		}
		try {
			return ask.result().join();
		}
		catch (CompletionException ex) {
			// a new exception, so that the stack trace shows the caller
			String why = String.valueOf(Objects.requireNonNull(ex.getCause()).getMessage());
			throw (ex.getCause() instanceof AskNotSentException) ? new AskNotSentException(why)
					: new AskUnansweredException(why);
		}
	}

	/**
	 * Wait for a push until its deadline. An interrupt ends the wait, and the interrupt
	 * flag stays set.
	 */
	static PushResult await(PendingPush push) {
		return await(push, push.deadline());
	}

	/**
	 * Wait for a push until its deadline, or an earlier one. An interrupt ends the wait,
	 * and the interrupt flag stays set.
	 */
	static PushResult await(PendingPush push, long deadline) {
		return push.result().isDone() ? push.result().join() : awaitEnd(push, deadline);
	}

	private static PushResult awaitEnd(PendingPush push, long deadline) {
		try {
			return get(push, deadline);
		}
		catch (InterruptedException ex) {
			push.expire();
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			push.expire();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A push never fails", ex);
		}
		return push.result().join();
	}

	private static PushResult get(PendingPush push, long deadline)
			throws InterruptedException, ExecutionException, TimeoutException {
		long now = System.nanoTime();
		// the sweeper knows only the push's own deadline
		return (deadline - push.deadline() < 0) ? push.result().get(deadline - now, TimeUnit.NANOSECONDS)
				: get(push.result(), push.deadline() - now);
	}

	private static <T> T get(CompletableFuture<T> result, long nanos)
			throws InterruptedException, ExecutionException, TimeoutException {
		return (nanos < LONG_NANOS) ? result.get(nanos, TimeUnit.NANOSECONDS) : result.get();
	}

}
