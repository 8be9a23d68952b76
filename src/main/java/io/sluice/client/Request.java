package io.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A request and its future reply. {@link RequestQueue} settles it, under its lock.
 */
final class Request {

	private final byte[] message;

	private final Executor completer;

	private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

	private volatile boolean sent;

	private volatile boolean settled;

	/**
	 * Create a request.
	 * @param message the message
	 * @param completer runs the stages that depend on the reply. They may block and send
	 * other requests, so neither the reading thread nor the timer may run them
	 */
	Request(byte[] message, Executor completer) {
		this.message = message;
		this.completer = completer;
	}

	byte[] message() {
		return this.message;
	}

	CompletableFuture<byte[]> reply() {
		return this.reply;
	}

	void markSent() {
		this.sent = true;
	}

	/**
	 * Whether the message was sent in whole or in part.
	 */
	boolean isSent() {
		return this.sent;
	}

	/**
	 * Record that the request is about to complete or fail.
	 */
	void markSettled() {
		this.settled = true;
	}

	/**
	 * Whether the outcome is certain, or the caller has cancelled the request.
	 */
	boolean isSettled() {
		return this.settled || this.reply.isDone();
	}

	void complete(byte[] received) {
		this.completer.execute(() -> this.reply.complete(received));
	}

	void fail(ClientException failure) {
		this.completer.execute(() -> this.reply.completeExceptionally(failure));
	}

}
