package io.sluice.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The requests of a pipeline: those that wait to be sent, and those that were sent and
 * wait for their answers, which come in the same order. Whatever ends their connection
 * decides which of them fail, and how. Used by any thread.
 */
final class RequestQueue {

	private static final int MAX_UNSENT = 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<Request> unsent = new ArrayDeque<>();

	private final Queue<Request> sent = new ArrayDeque<>();

	/** Why the connection is of no more use, until there is another. */
	private volatile @Nullable String broken;

	/** Why there will be no other connection. */
	private volatile @Nullable String closed;

	/**
	 * Why no more requests are taken.
	 * @return the reason, or {@code null}
	 */
	@Nullable String closeReason() {
		return this.closed;
	}

	/**
	 * Have a request sent; waits while very many are waiting.
	 * @param timeout the request's time, which begins here
	 * @return how many nanoseconds are left of it
	 * @throws RequestNotSentException if none are, or no more requests are taken
	 */
	long add(Request request, Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lockInterruptibly();
		try {
			while (this.closed == null && this.unsent.size() >= MAX_UNSENT && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			if (this.closed != null) {
				throw new RequestNotSentException(this.closed);
			}
			if (left <= 0) {
				throw notSent(timeout);
			}
			this.unsent.add(request);
			this.changed.signalAll();
			return left;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A request is over: what was not sent makes room.
	 */
	void remove(Request request) {
		if (request.isSent()) {
			return;
		}
		this.lock.lock();
		try {
			this.unsent.remove(request);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * There is a connection: begin to send.
	 */
	void beginSending() {
		this.lock.lock();
		try {
			this.broken = this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next request to send, past those that are over; from then on it counts as
	 * sent.
	 * @param wait whether to wait for one
	 * @return the request, or {@code null} if there is none, or no connection
	 */
	@Nullable Request next(boolean wait) {
		this.lock.lock();
		try {
			Request next = poll();
			while (wait && next == null && this.broken == null) {
				this.changed.awaitUninterruptibly();
				next = poll();
			}
			if (next != null) {
				next.markSent();
				this.sent.add(next);
				this.changed.signalAll();
			}
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Request poll() {
		Request next = (this.broken == null) ? this.unsent.poll() : null;
		while (next != null && next.isOver()) {
			next = this.unsent.poll();
		}
		return next;
	}

	/**
	 * Complete the request that waits longest with a message that has come.
	 * @return whether it is an answer; else it is a push
	 */
	boolean complete(byte[] reply) {
		Request request;
		this.lock.lock();
		try {
			request = this.sent.poll();
			if (request != null) {
				request.decide();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (request != null) {
			request.complete(reply);
		}
		return request != null;
	}

	/**
	 * A request's time is over. Where it was sent the connection is broken off: its late
	 * answer could not be told from the next one's.
	 * @return how it is to fail, once the connection is closed where it was sent;
	 * {@code null} if it is over
	 */
	@Nullable ClientException expire(Request request, Duration timeout) {
		this.lock.lock();
		try {
			if (request.isOver()) {
				return null;
			}
			request.decide();
			if (this.unsent.remove(request)) {
				this.changed.signalAll();
				return notSent(timeout);
			}
			failAll("given up after a request " + FailureText.ofTimeout(timeout));
			return new RequestUnansweredException(FailureText.ofTimeout(timeout));
		}
		finally {
			this.lock.unlock();
		}
	}

	private static RequestNotSentException notSent(Duration timeout) {
		return new RequestNotSentException(FailureText.ofTimeout(timeout) + " before it was sent");
	}

	/**
	 * Send no more over this connection; the first reason counts.
	 */
	void failAll(String reason) {
		this.lock.lock();
		try {
			this.broken = (this.broken != null) ? this.broken : reason;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * There is no connection to be had at the moment.
	 */
	void noConnection(String reason) {
		this.lock.lock();
		try {
			this.broken = reason;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take no more requests; the first reason counts.
	 */
	void close(String reason) {
		this.lock.lock();
		try {
			this.closed = (this.closed != null) ? this.closed : reason;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take no more requests, for what broke the connection.
	 */
	void closeAsBroken() {
		close(String.valueOf(this.broken));
	}

	/**
	 * Wait before the next attempt to connect, unless closed meanwhile.
	 */
	void pause(Duration delay) throws InterruptedException {
		this.lock.lock();
		try {
			long left = delay.toNanos();
			while (this.closed == null && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The connection has ended: what was sent over it stays without an answer.
	 */
	void failSent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			failed = drain(this.sent);
			reason = "%s with %d request%s unanswered".formatted(this.broken, failed.size(),
					(failed.size() == 1) ? "" : "s");
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestUnansweredException(reason)));
	}

	/**
	 * There will be no other connection: what waits is never sent.
	 */
	void failUnsent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			failed = drain(this.unsent);
			reason = String.valueOf(this.closed);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestNotSentException(reason)));
	}

	private static List<Request> drain(Queue<Request> requests) {
		requests.removeIf(Request::isOver);
		List<Request> drained = new ArrayList<>(requests);
		requests.clear();
		drained.forEach(Request::decide);
		return drained;
	}

}
