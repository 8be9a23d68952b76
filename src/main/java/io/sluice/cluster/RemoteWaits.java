package io.sluice.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Waits for other pods. Each wait ends with its request's deadline. An interrupt ends a
 * wait, and the interrupt flag stays set.
 */
final class RemoteWaits {

	private static final String INTERRUPTED = "interrupted while it waited for another pod";

	private RemoteWaits() {
	}

	/**
	 * Wait for a push.
	 */
	static PushResult awaitPush(CompletableFuture<PushResult> push) {
		return await(push, new PushResult(Outcome.UNKNOWN, null, true, INTERRUPTED));
	}

	/**
	 * Wait for a result.
	 * @param interrupted the result if the thread is interrupted
	 */
	static <T> T await(CompletableFuture<T> future, T interrupted) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return interrupted;
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
	}

	/**
	 * Wait for an answer.
	 * @throws RuntimeException as of an ask, if there is none
	 */
	static <T> T awaitAnswer(CompletableFuture<T> answer) {
		try {
			return answer.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AskUnansweredException(INTERRUPTED);
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
	}

	private static RuntimeException rethrow(@Nullable Throwable failure) {
		// a new exception, so that the stack trace shows the caller
		return switch (failure) {
			case AskNotSentException unsent ->
				new AskNotSentException(unsent.outcome(), String.valueOf(unsent.getMessage()));
			case AskUnansweredException unanswered ->
				new AskUnansweredException(String.valueOf(unanswered.getMessage()));
			case IllegalStateException unsupported ->
				new IllegalStateException(String.valueOf(unsupported.getMessage()), unsupported);
			case RuntimeException other -> other;
			case Error error -> throw error;
			case null, default -> new IllegalStateException(failure);
		};
	}

	/**
	 * Hand a result over to the application: what it does then is not for the engine's
	 * thread.
	 */
	static <T> CompletionStage<T> handOver(CompletableFuture<T> future) {
		CompletableFuture<T> result = new CompletableFuture<>();
		var _ = future.whenCompleteAsync((value, failure) -> {
			if (failure == null) {
				result.complete(value);
			}
			else {
				result.completeExceptionally((failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure);
			}
		}, Thread::startVirtualThread);
		return result;
	}

}
