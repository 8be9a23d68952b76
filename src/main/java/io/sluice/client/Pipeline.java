package io.sluice.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and the next one where it reconnects: one virtual thread
 * connects and writes, another reads.
 */
final class Pipeline {

	/** How long an orderly end may take. */
	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

	private final Destination destination;

	private final @Nullable Backoff backoff;

	private final RequestQueue requests = new RequestQueue();

	private volatile @Nullable ClientConnection connection;

	Pipeline(Destination destination, @Nullable Backoff backoff) {
		this.destination = destination;
		this.backoff = backoff;
	}

	/**
	 * Begin.
	 * @param first the first connection, or {@code null} to connect here
	 */
	void start(@Nullable ClientConnection first) {
		Thread.ofVirtual().name("sluice-client-" + this.destination).start(() -> run(first));
	}

	/**
	 * Why no more requests are taken.
	 * @return the reason, or {@code null}
	 */
	@Nullable String closeReason() {
		return this.requests.closeReason();
	}

	/**
	 * Have a request sent; waits while very many are waiting.
	 * @param timeout the request's time, which begins here
	 * @return how many nanoseconds are left of it
	 * @throws RequestNotSentException if none are, or no more requests are taken
	 */
	long add(Request request, Duration timeout) throws InterruptedException {
		return this.requests.add(request, timeout);
	}

	/**
	 * A request is over.
	 */
	void remove(Request request) {
		this.requests.remove(request);
	}

	private void run(@Nullable ClientConnection first) {
		try {
			connectAndTalk(first);
		}
		catch (RuntimeException ex) {
			// a mistake, which another attempt would only make again
			this.requests.close(connectFailure(ex));
		}
		finally {
			this.requests.close("the client has failed");
			this.requests.failUnsent();
		}
	}

	private void connectAndTalk(@Nullable ClientConnection first) {
		ClientConnection open = first;
		int failures = 0;
		while (closeReason() == null) {
			failures++;
			try {
				ClientConnection current = (open != null) ? open : ClientConnection.open(this.destination, false);
				if (talk(current)) {
					// not sooner: a server may take connections only to end them
					failures = 1;
				}
			}
			catch (IOException ex) {
				this.requests.noConnection(connectFailure(ex));
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
	 * @return whether a request was answered
	 */
	private boolean talk(ClientConnection current) {
		this.connection = current;
		this.requests.beginSending();
		CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(() -> read(current),
				Thread::startVirtualThread);
		try {
			write(current);
			current.close();
		}
		catch (IOException ex) {
			// answers may still be there to read, and the reader finds the end
			this.requests.failAll(FailureText.ofExchange(ex));
		}
		catch (RuntimeException ex) {
			failAll(current, FailureText.ofExchange(ex));
		}
		boolean answered = reading.join();
		current.abort();
		this.requests.failSent();
		return answered;
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
		failAll(current, end);
		return answered;
	}

	/**
	 * A request's time is over. Where it was sent the connection is given up.
	 */
	void expire(Request request, Duration timeout) {
		// taken first: the next connection has nothing to do with this request
		ClientConnection current = this.connection;
		ClientException failure = this.requests.expire(request, timeout);
		if (failure instanceof RequestUnansweredException && current != null) {
			current.abort();
		}
		if (failure != null) {
			// last, so that what depends on it finds the connection broken
			request.fail(failure);
		}
	}

	void close() {
		this.requests.close("the client is closed");
		this.requests.failAll("closed");
		ClientConnection current = this.connection;
		if (current != null) {
			// the writer closes it in order, unless it is stuck in a write
			CompletableFuture.delayedExecutor(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS).execute(current::abort);
		}
	}

	private void failAll(ClientConnection current, String reason) {
		this.requests.failAll(reason);
		current.abort();
	}

	/**
	 * Wait before the next attempt to connect, or let this have been the last.
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
