package io.sluice.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a client and the requests on their way over it: those that wait to be
 * sent, and those that were sent and wait for their answers, which come in the same
 * order. One virtual thread connects and writes, another reads.
 */
final class Pipeline {

	private static final int MAX_UNSENT = 1024;

	private final Destination destination;

	private final @Nullable Backoff backoff;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<Request> unsent = new ArrayDeque<>();

	private final Queue<Request> sent = new ArrayDeque<>();

	/** Why the connection is of no more use, until there is another. */
	private @Nullable String broken;

	/** Why there will be no other connection. */
	private @Nullable String closed;

	private @Nullable ClientConnection connection;

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
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Have a request sent; waits while very many are waiting.
	 */
	void add(Request request) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.closed == null && this.unsent.size() >= MAX_UNSENT) {
				this.changed.await();
			}
			if (this.closed != null) {
				request.fail(new RequestNotSentException(this.closed));
				return;
			}
			this.unsent.add(request);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
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
				noConnection(Failures.connecting(ex, this.destination.connectTimeout()));
			}
			open = null;
			failures++;
			pauseOrClose(failures);
		}
		failUnsent();
	}

	private void talk(ClientConnection current) {
		connected(current);
		CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(current), Thread::startVirtualThread);
		try {
			write(current);
			current.close();
		}
		catch (IOException ex) {
			// answers may still be there to read, and the reader finds the end
			stopWriting(Failures.talking(ex));
		}
		reading.join();
		current.close();
		failSent();
	}

	private void connected(ClientConnection current) {
		this.lock.lock();
		try {
			this.connection = current;
			this.broken = this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(ClientConnection current) throws IOException {
		while (true) {
			Request next = next(false);
			if (next == null) {
				current.flush();
				next = next(true);
			}
			if (next == null) {
				return;
			}
			current.write(next.message());
		}
	}

	/**
	 * Take the next request to send; from then on it counts as sent.
	 */
	private @Nullable Request next(boolean wait) {
		this.lock.lock();
		try {
			while (wait && this.broken == null && this.unsent.isEmpty()) {
				this.changed.awaitUninterruptibly();
			}
			Request next = (this.broken == null) ? this.unsent.poll() : null;
			if (next != null) {
				this.sent.add(next);
				this.changed.signalAll();
			}
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void read(ClientConnection current) {
		try {
			byte[] reply = current.read();
			while (reply != null) {
				answered(reply);
				reply = current.read();
			}
			breakOff(Failures.CLOSED_BY_PEER);
		}
		catch (IOException ex) {
			breakOff(Failures.talking(ex));
		}
	}

	private void answered(byte[] reply) {
		Request request;
		this.lock.lock();
		try {
			request = this.sent.poll();
		}
		finally {
			this.lock.unlock();
		}
		// without one it is a push, for which nobody asked
		if (request != null) {
			request.complete(reply);
		}
	}

	/**
	 * A request's time is over. Where it was sent, nobody could tell its late answer from
	 * the next one's, so the connection is given up.
	 */
	void timedOut(Request request, Duration timeout) {
		this.lock.lock();
		try {
			if (request.answer().isDone()) {
				return;
			}
			if (this.unsent.remove(request)) {
				this.changed.signalAll();
				request.fail(new RequestNotSentException(Failures.timedOut(timeout) + " before it was sent"));
				return;
			}
			request.expire();
			breakOff("given up after a request " + Failures.timedOut(timeout));
		}
		finally {
			this.lock.unlock();
		}
		// last, so that who is told of it finds the connection broken
		request.fail(new RequestUnansweredException(Failures.timedOut(timeout)));
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = (this.closed != null) ? this.closed : "the client is closed";
		}
		finally {
			this.lock.unlock();
		}
		breakOff("closed");
	}

	private void stopWriting(String reason) {
		this.lock.lock();
		try {
			this.broken = (this.broken != null) ? this.broken : reason;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void breakOff(String reason) {
		this.lock.lock();
		try {
			stopWriting(reason);
			this.changed.signalAll();
			if (this.connection != null) {
				this.connection.close();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void noConnection(String reason) {
		this.lock.lock();
		try {
			this.broken = "cannot connect to %s: %s".formatted(this.destination, reason);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void failSent() {
		List<Request> failed = new ArrayList<>();
		String reason;
		this.lock.lock();
		try {
			this.sent.removeIf(Request::isOver);
			failed.addAll(this.sent);
			this.sent.clear();
			reason = "%s with %d request%s unanswered".formatted(this.broken, failed.size(),
					(failed.size() == 1) ? "" : "s");
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestUnansweredException(reason)));
	}

	/**
	 * Wait before the next attempt to connect, or let this have been the last.
	 */
	private void pauseOrClose(int failures) {
		this.lock.lock();
		try {
			if (this.backoff == null && this.closed == null) {
				this.closed = this.broken;
			}
			long left = (this.backoff != null) ? this.backoff.delay(failures).toNanos() : 0;
			while (this.closed == null && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			this.closed = "interrupted";
		}
		finally {
			this.lock.unlock();
		}
	}

	private void failUnsent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			failed = new ArrayList<>(this.unsent);
			this.unsent.clear();
			reason = String.valueOf(this.closed);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestNotSentException(reason)));
	}

}
