package io.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A request whose caller has a future, and that a timer ends. If the caller cancels it
 * before it is sent, it is not sent.
 */
final class FutureRequest extends Request {

	private final Executor completer;

	private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

	/**
	 * Create a request.
	 * @param message the message
	 * @param completer runs the stages that depend on the reply. They may block and send
	 * other requests, so neither the reading thread nor the timer may run them
	 */
	FutureRequest(byte[] message, Executor completer) {
		super(message, null, 0);
		this.completer = completer;
	}

	CompletableFuture<byte[]> reply() {
		return this.reply;
	}

	@Override
	boolean isSettled() {
		return super.isSettled() || this.reply.isDone();
	}

	@Override
	protected void complete(byte[] received) {
		this.completer.execute(() -> this.reply.complete(received));
	}

	@Override
	protected void fail(ClientException failure) {
		this.completer.execute(() -> this.reply.completeExceptionally(failure));
	}

}
