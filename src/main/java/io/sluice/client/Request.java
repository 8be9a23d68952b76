package io.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A request and its answer to come.
 */
final class Request {

	private final byte[] message;

	private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

	private volatile @Nullable Future<?> timeout;

	private volatile boolean expired;

	Request(byte[] message) {
		this.message = message;
	}

	byte[] message() {
		return this.message;
	}

	CompletableFuture<byte[]> answer() {
		return this.answer;
	}

	void setTimeout(Future<?> timeout) {
		this.timeout = timeout;
		if (this.answer.isDone()) {
			timeout.cancel(false);
		}
	}

	/**
	 * Its time is over; it is about to fail.
	 */
	void expire() {
		this.expired = true;
	}

	boolean isOver() {
		return this.expired || this.answer.isDone();
	}

	void complete(byte[] reply) {
		if (this.answer.complete(reply)) {
			cancelTimeout();
		}
	}

	void fail(ClientException failure) {
		if (this.answer.completeExceptionally(failure)) {
			cancelTimeout();
		}
	}

	private void cancelTimeout() {
		Future<?> scheduled = this.timeout;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
	}

}
