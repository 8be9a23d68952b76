package io.sluice.handler;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.sluice.Exchange;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.ErrorMessage;

/**
 * Runs a {@link io.sluice.TcpHandler} method for each request.
 */
@RequiredArgsConstructor
final class MethodHandler implements MessageHandler {

	private final HandlerInvocation invocation;

	@Override
	public void handleMessage(Message<?> message) {
		Object result = invoke(message);
		if (result != null) {
			Replies.send(message, result);
		}
	}

	private @Nullable Object invoke(Message<?> message) {
		try {
			Object result = this.invocation.invoke(message);
			return (result instanceof CompletionStage<?> stage) ? await(stage, message) : result;
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new MessageHandlingException(message, this.invocation.getShortLogMessage() + " failed", ex);
		}
	}

	/**
	 * The connection's thread waits, which keeps its replies in order and costs no
	 * carrier. What comes when it has been interrupted is too late, but not unnoticed.
	 */
	private static @Nullable Object await(CompletionStage<?> stage, Message<?> request) throws Exception {
		try {
			return stage.toCompletableFuture().get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
		catch (InterruptedException ex) {
			CompletionStage<?> work = stage.whenComplete(
					(result, failure) -> late(request, (failure != null) ? new ErrorMessage(failure) : result));
			if (request.getHeaders().getReplyChannel() instanceof Exchange exchange) {
				exchange.goesOnWith(work);
			}
			throw ex;
		}
	}

	private static void late(Message<?> request, @Nullable Object result) {
		if (result != null) {
			Replies.send(request, result);
		}
	}

	@Override
	public String toString() {
		return this.invocation.getShortLogMessage();
	}

}
