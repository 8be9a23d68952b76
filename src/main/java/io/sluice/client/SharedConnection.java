package io.sluice.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.sluice.framing.BrokenFramingException;
import io.sluice.process.Lease;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server for the requests of many callers. It does not reconnect. No
 * caller waits for the server.
 * <p>
 * Where replies are matched by order, a connection on which a sent request has timed out
 * takes no further request. Replies that still arrive reach their requests. The
 * connection is closed when no request waits for a reply, at the latest after one more
 * timeout. A reply without a request closes it at once. Where replies have keys, late and
 * unknown ones are dropped, as are frames that the framing rejects, and the connection
 * stays in use. It ends when more requests than it may have in flight have timed out and
 * still have no reply.
 */
public final class SharedConnection {

	/** The longest time for an orderly close. */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private final Terms terms;

	private final @Nullable PushReceiver pushes;

	private final RequestQueue requests;

	private final PipelinedConnection connection;

	/**
	 * The time at which the sweep found that the connection takes no more requests, or 0.
	 */
	private long retiredAt;

	/** Completes when the connection has ended. */
	private volatile @Nullable CompletableFuture<?> end;

	private SharedConnection(ClientConnection connection, Terms terms, @Nullable PushReceiver pushes) {
		this.terms = terms;
		this.pushes = pushes;
		this.requests = new RequestQueue(terms.newSentRequests());
		this.connection = new PipelinedConnection(connection, this.requests, new Replies());
	}

	/**
	 * Connect.
	 * @param destination the server
	 * @param terms how requests share the connection
	 * @return the connection; {@link #run()} begins to use it
	 * @throws IOException if the connection cannot be opened; the message names the
	 * server and the reason
	 */
	public static SharedConnection open(Destination destination, Terms terms) throws IOException {
		return open(destination, terms, null);
	}

	/**
	 * Connect.
	 * @param destination the server
	 * @param terms how requests share the connection
	 * @param pushes receives what the server sends without a request. Without it, such a
	 * message is dropped if replies have keys, and closes the connection if not
	 * @return the connection; {@link #run()} begins to use it
	 * @throws IOException if the connection cannot be opened; the message names the
	 * server and the reason
	 */
	public static SharedConnection open(Destination destination, Terms terms, @Nullable PushReceiver pushes)
			throws IOException {
		return open(destination, terms, pushes, null);
	}

	/**
	 * Connect, if this process holds a lease.
	 * @param destination the server
	 * @param terms how requests share the connection
	 * @param pushes receives what the server sends without a request, or {@code null}
	 * @param lease the lease; when it ends, the connection is closed. {@code null} for
	 * none
	 * @return the connection; {@link #run()} begins to use it
	 * @throws IOException if the connection cannot be opened; the message names the
	 * server and the reason
	 */
	public static SharedConnection open(Destination destination, Terms terms, @Nullable PushReceiver pushes,
			@Nullable Lease lease) throws IOException {
		try {
			return new SharedConnection(ClientConnection.open(destination, false, lease), terms, pushes);
		}
		catch (IOException ex) {
			throw new IOException("cannot connect to %s: %s".formatted(destination,
					FailureText.ofConnect(ex, destination.connectTimeout())), ex);
		}
	}

	/**
	 * Send requests until the connection takes no more. Those that were not sent fail
	 * with a {@link RequestNotSentException}. Replies may still arrive after the return.
	 */
	public void run() {
		try {
			this.end = this.connection.run();
		}
		finally {
			this.requests.closeAsBroken();
			this.requests.failUnsent();
		}
	}

	/**
	 * Take a request, if the connection can. Does not wait. Any thread.
	 * @param request the request
	 * @return whether the request was taken, or the reason why not
	 */
	public Admission offer(Request request) {
		return this.requests.offer(request, this.terms.maxInFlight());
	}

	/**
	 * Take no more requests. Replies that still arrive reach their requests, as after a
	 * timeout. Any thread.
	 */
	public void retire() {
		this.requests.retire("replaced");
	}

	/**
	 * {@return whether the connection would take requests, but as many are in flight as
	 * there may be} Any thread.
	 */
	public boolean isFull() {
		return this.requests.inFlight() >= this.terms.maxInFlight() && !this.requests.isBroken();
	}

	/**
	 * {@return the number of requests in flight}
	 */
	public int inFlight() {
		return this.requests.inFlight();
	}

	/**
	 * {@return whether a request was taken and not sent yet}
	 */
	public boolean hasUnsent() {
		return this.requests.hasUnsent();
	}

	/**
	 * {@return whether a reply has arrived}
	 */
	public boolean isAnswered() {
		return this.connection.isAnswered();
	}

	/**
	 * {@return the failure of the framing that has ended the connection, or {@code null}}
	 */
	public @Nullable BrokenFramingException defect() {
		return this.connection.defect();
	}

	/**
	 * {@return whether the connection has ended with all of its requests}
	 */
	public boolean isEnded() {
		CompletableFuture<?> ending = this.end;
		return ending != null && ending.isDone();
	}

	/**
	 * End the requests whose deadlines have passed. Called periodically by one thread.
	 * @param now the current {@link System#nanoTime()}
	 */
	public void expire(long now) {
		List<Request> expired = this.requests.expire(now);
		if (this.requests.isRetired() && this.retiredAt == 0) {
			this.retiredAt = now;
		}
		if (this.requests.isFinished() || isOverdue(now)) {
			this.connection.abort("given up");
		}
		String text = FailureText.ofTimeout(this.terms.timeout());
		// last, so that dependent stages find what the connection takes
		expired.forEach((request) -> request.fail(request.isSent() ? new RequestUnansweredException(text)
				: new RequestNotSentException(text + " before it was sent")));
	}

	private boolean isOverdue(long now) {
		return this.retiredAt != 0 && now - this.retiredAt >= this.terms.timeout().toNanos();
	}

	/**
	 * Close the connection. Requests in flight fail. Any thread.
	 */
	public void close() {
		this.requests.breakConnection("closed");
		if (this.requests.isRetired()) {
			this.connection.abort("closed");
			return;
		}
		// the writer closes in order, unless it is blocked in a write
		CompletableFuture.delayedExecutor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> this.connection.abort("closed"));
	}

	/** Decides about what arrives. */
	private final class Replies implements PipelinedConnection.ReplyObserver {

		@Override
		public boolean accept(Reception reception, byte[] reply) {
			PushReceiver receiver = SharedConnection.this.pushes;
			if (reception == Reception.UNEXPECTED && receiver != null) {
				receiver.receive(reply);
				return true;
			}
			if (reception == Reception.UNEXPECTED && !hasKeys()) {
				return false;
			}
			if (reception != Reception.ANSWERED) {
				SharedConnection.this.terms.dropped().increment();
			}
			return true;
		}

		@Override
		public boolean acceptLoss() {
			if (hasKeys()) {
				SharedConnection.this.terms.dropped().increment();
			}
			return hasKeys();
		}

		private boolean hasKeys() {
			return SharedConnection.this.terms.replyKey() != null;
		}

	}

	/**
	 * Receives what a server sends without a request.
	 */
	@FunctionalInterface
	public interface PushReceiver {

		/**
		 * Receive a message. Called by the thread that reads the replies, which waits
		 * meanwhile.
		 * @param message the message
		 */
		void receive(byte[] message);

	}

	/**
	 * How requests share a connection.
	 *
	 * @param maxInFlight the largest number of requests in flight
	 * @param timeout the time from a request to its deadline
	 * @param replyKey extracts the key of a reply; {@code null} if replies arrive in the
	 * order of the requests
	 * @param dropped counts the replies that are dropped
	 */
	public record Terms(int maxInFlight, Duration timeout, @Nullable Function<byte[], @Nullable Object> replyKey,
			LongAdder dropped) {

		SentRequests newSentRequests() {
			return (this.replyKey != null) ? new KeyedRequests(this.replyKey, this.timeout, this.maxInFlight)
					: new OrderedRequests();
		}

	}

}
