package io.sluice.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.sluice.process.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and its successors if the client reconnects. One virtual
 * thread connects and writes, another reads.
 */
final class Pipeline {

	/** The longest time for an orderly close. */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	private final Destination destination;

	private final @Nullable Backoff backoff;

	private final RequestQueue requests = new RequestQueue(new OrderedRequests());

	private volatile @Nullable PipelinedConnection connection;

	Pipeline(Destination destination, @Nullable Backoff backoff) {
		this.destination = destination;
		this.backoff = backoff;
	}

	/**
	 * Start the threads.
	 * @param first the first connection, or {@code null} to connect on the thread
	 */
	void start(@Nullable ClientConnection first) {
		Thread.ofVirtual().name("sluice-client-" + this.destination).start(() -> run(first));
	}

	/**
	 * The reason for which no more requests are accepted, or {@code null}.
	 */
	@Nullable String closeReason() {
		return this.requests.closeReason();
	}

	/**
	 * Queue a request, and wait while the queue is full.
	 * @param timeout the request's timeout, which begins here
	 * @return the nanoseconds until the request's deadline
	 * @throws RequestNotSentException if the deadline has passed, or no more requests are
	 * accepted
	 */
	long add(Request request, Duration timeout) throws InterruptedException {
		return this.requests.add(request, timeout);
	}

	void remove(Request request) {
		this.requests.remove(request);
	}

	private void run(@Nullable ClientConnection first) {
		try {
			runConnections(first);
		}
		catch (RuntimeException ex) {
			// a defect or a bad setting: another attempt would fail too
			this.requests.close(connectFailure(ex));
		}
		finally {
			this.requests.close("the client has failed");
			this.requests.failUnsent();
		}
	}

	private void runConnections(@Nullable ClientConnection first) {
		ClientConnection open = first;
		int failures = 0;
		while (closeReason() == null) {
			failures++;
			try {
				ClientConnection current = (open != null) ? open : ClientConnection.open(this.destination, false);
				if (runConnection(current)) {
					// only after a reply: a server may accept connections and close
					// them at once
					failures = 1;
				}
			}
			catch (IOException ex) {
				this.requests.recordConnectFailure(connectFailure(ex));
			}
			open = null;
			pauseOrClose(failures);
		}
	}

	private String connectFailure(Exception failure) {
		return "cannot connect to %s: %s".formatted(this.destination,
				FailureText.ofConnect(failure, this.destination.connectTimeout()));
	}

	/**
	 * Send and receive until the connection ends.
	 * @return whether a reply arrived
	 */
	private boolean runConnection(ClientConnection opened) {
		// a reply without a request is a push, which is dropped
		PipelinedConnection current = new PipelinedConnection(opened, this.requests, (reception, reply) -> true);
		this.connection = current;
		this.requests.beginSending();
		current.run().join();
		return current.isAnswered();
	}

	/**
	 * End a request at its deadline. If it was sent, its connection is closed.
	 */
	void expire(Request request, Duration timeout) {
		// read first: a later connection must not be closed for this request
		PipelinedConnection current = this.connection;
		ClientException failure = this.requests.expire(request, timeout);
		if (failure instanceof RequestUnansweredException && current != null) {
			current.abort("given up");
		}
		if (failure != null) {
			// last, so that dependent stages find the connection broken
			request.fail(failure);
		}
	}

	void close() {
		this.requests.close("the client is closed");
		this.requests.breakConnection("closed");
		PipelinedConnection current = this.connection;
		if (current != null) {
			// the writer closes in order, unless it is blocked in a write
			CompletableFuture.delayedExecutor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.execute(() -> current.abort("closed"));
		}
	}

	/**
	 * Wait before the next attempt to connect, or close if the client does not reconnect.
	 */
	private void pauseOrClose(int failures) {
		if (this.backoff == null) {
			this.requests.closeAsBroken();
			return;
		}
		try {
			this.requests.pause(this.backoff.delay(failures));
		}
		catch (InterruptedException ex) {
			this.requests.close("interrupted");
		}
	}

}
