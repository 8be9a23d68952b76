package io.sluice.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * A request and its future reply. {@link RequestQueue} settles it, under its lock.
 */
public final class Request {

	/** A request that has ended, for replies whose own request is no longer known. */
	static final Request ENDED = createEnded();

	private final byte[] message;

	private final Executor completer;

	/**
	 * The key by which its reply is recognized; {@code null} if replies arrive in order.
	 */
	private final @Nullable Object key;

	/** Compared with {@link System#nanoTime()}; 0 if a timer ends the request. */
	private final long deadline;

	private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

	private volatile boolean sent;

	private volatile boolean settled;

	/**
	 * Create a request for a {@link SharedConnection}.
	 * @param message the message, which the framing of the connection can carry
	 * @param key the key by which the reply is recognized; {@code null} if replies arrive
	 * in order
	 * @param deadline the {@link System#nanoTime()} at which the request ends
	 */
	public Request(byte[] message, @Nullable Object key, long deadline) {
		this(message, Runnable::run, key, deadline);
	}

	/**
	 * Create a request that a timer ends.
	 * @param message the message
	 * @param completer runs the stages that depend on the reply. They may block and send
	 * other requests, so neither the reading thread nor the timer may run them
	 */
	Request(byte[] message, Executor completer) {
		this(message, completer, null, 0);
	}

	private Request(byte[] message, Executor completer, @Nullable Object key, long deadline) {
		this.message = message;
		this.completer = completer;
		this.key = key;
		this.deadline = deadline;
	}

	private static Request createEnded() {
		Request ended = new Request(new byte[0], null, 0);
		ended.markSettled();
		return ended;
	}

	byte[] message() {
		return this.message;
	}

	@Nullable Object key() {
		return this.key;
	}

	/**
	 * {@return the future reply} It fails with a {@link ClientException}. Stages that
	 * depend on it run on the thread that reads the replies of a
	 * {@link SharedConnection}, and so must not block. A request that is cancelled before
	 * it is sent is not sent.
	 */
	public CompletableFuture<byte[]> reply() {
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

	/**
	 * Settle the request if its deadline has passed, even if the caller has cancelled it.
	 * @return whether this call has settled it
	 */
	boolean expire(long now) {
		if (this.settled || now - this.deadline < 0) {
			return false;
		}
		this.settled = true;
		return true;
	}

	void complete(byte[] received) {
		this.completer.execute(() -> this.reply.complete(received));
	}

	void fail(ClientException failure) {
		this.completer.execute(() -> this.reply.completeExceptionally(failure));
	}

}
