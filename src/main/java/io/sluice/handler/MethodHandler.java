package io.sluice.handler;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.sluice.spi.ReplyChannel;
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

	/** Supplies the invocation: one for all calls, or a new one for each call. */
	private final Supplier<HandlerInvocation> invocations;

	private final String origin;

	@Override
	public void handleMessage(Message<?> message) {
		Object result = ReplyValue.unwrap(invoke(message));
		if (result != null) {
			ReplySender.send(message, result);
		}
	}

	private @Nullable Object invoke(Message<?> message) {
		try {
			return await(this.invocations.get().invoke(message), message);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new MessageHandlingException(message, this.origin + " failed", ex);
		}
	}

	private static @Nullable Object await(@Nullable Object result, Message<?> request) throws Exception {
		if (result == null || result instanceof byte[] || result instanceof String) {
			return result;
		}
		ReplyKind kind = ReplyKind.of(result.getClass());
		return kind.isAwaited() ? AwaitedResult.await(kind, result, (stage) -> sendWhenComplete(stage, request))
				: result;
	}

	/**
	 * Send the result of a stage when it completes after the end of the request. The
	 * reply is too late for the client, but it is counted or logged.
	 */
	private static void sendWhenComplete(CompletionStage<?> stage, Message<?> request) {
		CompletionStage<?> work = stage.whenComplete((value, failure) -> sendLate(request, value, failure));
		if (request.getHeaders().getReplyChannel() instanceof ReplyChannel channel) {
			channel.continueWith(work);
		}
	}

	private static void sendLate(Message<?> request, @Nullable Object value, @Nullable Throwable failure) {
		Object result = (failure != null) ? new ErrorMessage(failure) : ReplyValue.unwrap(value);
		if (result != null) {
			ReplySender.send(request, result);
		}
	}

	@Override
	public String toString() {
		return this.origin;
	}

}
