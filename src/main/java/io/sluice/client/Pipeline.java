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

	private final RequestQueue requests = new RequestQueue();

	private volatile @Nullable ClientConnection connection;

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
	private boolean runConnection(ClientConnection current) {
		this.connection = current;
		this.requests.beginSending();
		CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(() -> read(current),
				Thread::startVirtualThread);
		try {
			write(current);
			current.close();
		}
		catch (IOException ex) {
			// the reader may still receive replies, and then reaches the end
			this.requests.breakConnection(FailureText.ofExchange(ex));
		}
		catch (RuntimeException ex) {
			abort(current, FailureText.ofExchange(ex));
		}
		boolean hadReply = reading.join();
		current.abort();
		this.requests.failSent();
		return hadReply;
	}

	private void write(ClientConnection current) throws IOException {
		while (true) {
			Request next = this.requests.next(false);
			if (next == null) {
				current.flush();
				next = this.requests.next(true);
			}
			if (next == null) {
				return;
			}
			current.write(next.message());
		}
	}

	private boolean read(ClientConnection current) {
		boolean answered = false;
		String end = FailureText.CLOSED_BY_PEER;
		try {
			for (byte[] reply = current.read(); reply != null; reply = current.read()) {
				answered |= this.requests.complete(reply);
			}
		}
		catch (IOException | RuntimeException ex) {
			end = FailureText.ofExchange(ex);
		}
		abort(current, end);
		return answered;
	}

	/**
	 * End a request at its deadline. If it was sent, its connection is closed.
	 */
	void expire(Request request, Duration timeout) {
		// read first: a later connection must not be closed for this request
		ClientConnection current = this.connection;
		ClientException failure = this.requests.expire(request, timeout);
		if (failure instanceof RequestUnansweredException && current != null) {
			current.abort();
		}
		if (failure != null) {
			// last, so that dependent stages find the connection broken
			request.fail(failure);
		}
	}

	void close() {
		this.requests.close("the client is closed");
		this.requests.breakConnection("closed");
		ClientConnection current = this.connection;
		if (current != null) {
			// the writer closes in order, unless it is blocked in a write
			CompletableFuture.delayedExecutor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).execute(current::abort);
		}
	}

	private void abort(ClientConnection current, String reason) {
		this.requests.breakConnection(reason);
		current.abort();
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
