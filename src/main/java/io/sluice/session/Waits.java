package io.sluice.session;

import java.time.Duration;
import java.util.Objects;
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

	private Waits() {
	}

	/**
	 * Wait for a push. An interrupt ends the wait, and the interrupt flag stays set.
	 */
	static PushResult await(PendingPush push, Duration timeout) {
		return awaitUntil(push, System.nanoTime() + timeout.toNanos());
	}

	/**
	 * Add an ask, and wait for its answer. An interrupt ends the wait, and the interrupt
	 * flag stays set.
	 * @throws AskException if there is none
	 */
	static byte[] await(Ask ask, Asks asks, long nanos) {
		asks.add(ask);
		try {
			return ask.result().get(nanos, TimeUnit.NANOSECONDS);
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
	 * Wait for a push.
	 * @param deadline a {@link System#nanoTime()}
	 */
	static PushResult awaitUntil(PendingPush push, long deadline) {
		try {
			return push.result().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

}
