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
	private @Nullable String broken;

	/** Why there will be no other connection. */
	private @Nullable String closed;

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

	/**
	 * There is a connection: begin to send.
	 */
	void connected() {
		this.lock.lock();
		try {
			this.broken = this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next request to send; from then on it counts as sent.
	 * @param wait whether to wait for one
	 * @return the request, or {@code null} if there is none, or no connection
	 */
	@Nullable Request next(boolean wait) {
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

	/**
	 * An answer has come.
	 */
	void answered(byte[] reply) {
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
	 * the next one's.
	 * @return whether the connection is to be given up, before the request is failed
	 */
	boolean timedOut(Request request, Duration timeout) {
		this.lock.lock();
		try {
			if (request.answer().isDone()) {
				return false;
			}
			if (this.unsent.remove(request)) {
				this.changed.signalAll();
				request.fail(new RequestNotSentException(Failures.timedOut(timeout) + " before it was sent"));
				return false;
			}
			request.expire();
			breakOff("given up after a request " + Failures.timedOut(timeout));
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send no more over this connection; the first reason counts.
	 */
	void breakOff(String reason) {
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
		this.lock.lock();
		try {
			close(String.valueOf(this.broken));
		}
		finally {
			this.lock.unlock();
		}
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
			this.sent.removeIf(Request::isOver);
			failed = new ArrayList<>(this.sent);
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
	 * There will be no other connection: what waits is never sent.
	 */
	void failUnsent() {
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
