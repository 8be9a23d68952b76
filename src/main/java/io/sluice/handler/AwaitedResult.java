package io.sluice.handler;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Waits for the result of a handler that returned before the result was complete. The
 * connection's thread waits, which keeps the replies in order and occupies no carrier.
 */
final class AwaitedResult {

	private AwaitedResult() {
	}

	/**
	 * Wait for a result.
	 * @param kind how to wait
	 * @param result the object that the handler returned
	 * @param unfinished receives a stage whose wait was interrupted, because a stage
	 * cannot be cancelled; any other result is cancelled
	 * @return the value, or {@code null}
	 */
	static @Nullable Object await(ReplyKind kind, Object result, Consumer<CompletionStage<?>> unfinished)
			throws Exception {
		return switch (kind) {
			case STAGE -> awaitStage((CompletionStage<?>) result, unfinished);
			case FUTURE -> awaitFuture((Future<?>) result);
			default -> awaitFuture(SingleValueSubscriber.subscribe(result));
		};
	}

	private static @Nullable Object awaitStage(CompletionStage<?> stage, Consumer<CompletionStage<?>> unfinished)
			throws Exception {
		try {
			return get(stage.toCompletableFuture());
		}
		catch (InterruptedException ex) {
			unfinished.accept(stage);
			throw ex;
		}
	}

	private static @Nullable Object awaitFuture(Future<?> future) throws Exception {
		try {
			return get(future);
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			throw ex;
		}
	}

	private static @Nullable Object get(Future<?> future) throws Exception {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
