package io.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A request and its answer to come. Its queue says what becomes of it, under its lock.
 */
final class Request {

	private final byte[] message;

	private final Executor completer;

	private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

	private volatile boolean sent;

	private volatile boolean decided;

	/**
	 * Begin a request.
	 * @param message what to send
	 * @param completer where what depends on the answer runs. It may block, and send
	 * other requests: a thread that reads or keeps the time must not wait for it
	 */
	Request(byte[] message, Executor completer) {
		this.message = message;
		this.completer = completer;
	}

	byte[] message() {
		return this.message;
	}

	CompletableFuture<byte[]> answer() {
		return this.answer;
	}

	void markSent() {
		this.sent = true;
	}

	/**
	 * Whether it was sent, in whole or in part.
	 */
	boolean isSent() {
		return this.sent;
	}

	/**
	 * It is about to be completed or failed.
	 */
	void decide() {
		this.decided = true;
	}

	/**
	 * Whether nothing more is to be done for it; also where it was cancelled.
	 */
	boolean isOver() {
		return this.decided || this.answer.isDone();
	}

	void complete(byte[] reply) {
		this.completer.execute(() -> this.answer.complete(reply));
	}

	void fail(ClientException failure) {
		this.completer.execute(() -> this.answer.completeExceptionally(failure));
	}

}
