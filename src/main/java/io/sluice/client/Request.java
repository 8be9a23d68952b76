package io.sluice.client;

import org.jspecify.annotations.Nullable;

/**
 * A request, which ends once: with its reply or with a failure. {@link RequestQueue}
 * settles it, under its lock, and completes it without the lock.
 */
public abstract class Request {

	private final byte[] message;

	/**
	 * The key by which its reply is recognized; {@code null} if replies arrive in order.
	 */
	private final @Nullable Object key;

	/** Compared with {@link System#nanoTime()}; 0 if a timer ends the request. */
	private final long deadline;

	private volatile boolean sent;

	private volatile boolean settled;

	/**
	 * Create a request for a {@link SharedConnection}.
	 * @param message the message, which the framing of the connection can carry
	 * @param key the key by which the reply is recognized; {@code null} if replies arrive
	 * in order
	 * @param deadline the {@link System#nanoTime()} at which the request ends
	 */
	protected Request(byte[] message, @Nullable Object key, long deadline) {
		this.message = message;
		this.key = key;
		this.deadline = deadline;
	}

	/**
	 * End with a reply. Called by the thread that reads the replies of others, so it must
	 * not block.
	 * @param reply the reply, without its framing
	 */
	protected abstract void complete(byte[] reply);

	/**
	 * End without a reply. Called by the thread that reads the replies of others or that
	 * checks their deadlines, so it must not block.
	 * @param failure says whether the request was sent
	 */
	protected abstract void fail(ClientException failure);

	/**
	 * {@return the message to send}
	 */
	public byte[] message() {
		return this.message;
	}

	/**
	 * {@return the key by which its reply is recognized, or {@code null}}
	 */
	public @Nullable Object key() {
		return this.key;
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
	 * Whether the outcome is certain.
	 */
	boolean isSettled() {
		return this.settled;
	}

	/**
	 * Settle the request if its deadline has passed.
	 * @return whether this call has settled it
	 */
	boolean expire(long now) {
		if (this.settled || now - this.deadline < 0) {
			return false;
		}
		this.settled = true;
		return true;
	}

}
