package io.sluice.upstream;

import java.util.concurrent.CompletableFuture;

import io.sluice.client.Request;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A request to a TCP upstream. It may be given to several connections, one after another,
 * but it is sent at most once.
 */
@RequiredArgsConstructor
final class TcpRequest {

	private final byte[] message;

	private final @Nullable Object key;

	private final long deadline;

	private final CompletableFuture<byte[]> reply;

	/** The attempt that waits for a reply. */
	private volatile @Nullable Request attempt;

	CompletableFuture<byte[]> reply() {
		return this.reply;
	}

	boolean isDue(long now) {
		return now - this.deadline >= 0;
	}

	Request newAttempt() {
		return new Request(this.message, this.key, this.deadline);
	}

	/**
	 * Record the attempt that a connection has taken.
	 */
	void begin(Request taken) {
		this.attempt = taken;
		if (this.reply.isCancelled()) {
			taken.reply().cancel(false);
		}
	}

	/**
	 * End the attempt, because the caller has cancelled the request. A message that was
	 * sent keeps its place in its connection.
	 */
	void cancelAttempt() {
		Request current = this.attempt;
		if (current != null) {
			current.reply().cancel(false);
		}
	}

}
