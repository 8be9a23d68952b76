package io.sluice.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and the next one where it reconnects: one virtual thread
 * connects and writes, another reads.
 */
final class Pipeline {

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
	@Nullable String closed() {
		return this.requests.closed();
	}

	/**
	 * Have a request sent; waits while very many are waiting.
	 */
	void add(Request request) throws InterruptedException {
		this.requests.add(request);
	}

	private void run(@Nullable ClientConnection first) {
		ClientConnection open = first;
		int failures = 0;
		while (closed() == null) {
			try {
				ClientConnection current = (open != null) ? open : ClientConnection.open(this.destination, false);
				failures = 0;
				talk(current);
			}
			catch (IOException ex) {
				this.requests.noConnection("cannot connect to %s: %s".formatted(this.destination,
						Failures.connecting(ex, this.destination.connectTimeout())));
			}
			open = null;
			failures++;
			pauseOrClose(failures);
		}
		this.requests.failUnsent();
	}

	private void talk(ClientConnection current) {
		this.connection = current;
		this.requests.connected();
		CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(current), Thread::startVirtualThread);
		try {
			write(current);
			current.close();
		}
		catch (IOException ex) {
			// answers may still be there to read, and the reader finds the end
			this.requests.breakOff(Failures.talking(ex));
		}
		reading.join();
		current.close();
		this.requests.failSent();
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

	private void read(ClientConnection current) {
		try {
			byte[] reply = current.read();
			while (reply != null) {
				this.requests.answered(reply);
				reply = current.read();
			}
			breakOff(current, Failures.CLOSED_BY_PEER);
		}
		catch (IOException ex) {
			breakOff(current, Failures.talking(ex));
		}
	}

	/**
	 * A request's time is over. Where it was sent the connection is given up.
	 */
	void timedOut(Request request, Duration timeout) {
		// taken first: the next connection has nothing to do with this request
		ClientConnection current = this.connection;
		if (this.requests.timedOut(request, timeout)) {
			close(current);
			// last, so that who is told of it finds the connection broken
			request.fail(new RequestUnansweredException(Failures.timedOut(timeout)));
		}
	}

	void close() {
		this.requests.close("the client is closed");
		breakOff(this.connection, "closed");
	}

	private void breakOff(@Nullable ClientConnection current, String reason) {
		this.requests.breakOff(reason);
		close(current);
	}

	private static void close(@Nullable ClientConnection current) {
		if (current != null) {
			current.close();
		}
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
