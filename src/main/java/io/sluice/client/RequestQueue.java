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
 * The requests of a pipeline: unsent ones, and sent ones that wait for their replies,
 * which arrive in the same order. When the connection ends, sent requests fail; unsent
 * requests wait for the next connection, if there will be one. Used by any thread.
 */
final class RequestQueue {

	private static final int MAX_UNSENT = 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<Request> unsent = new ArrayDeque<>();

	private final Queue<Request> sent = new ArrayDeque<>();

	/** Why the current connection is broken; {@code null} if it is not. */
	private volatile @Nullable String brokenReason;

	/** Why the queue is closed; {@code null} if it is not. */
	private volatile @Nullable String closeReason;

	/**
	 * The reason for which no more requests are accepted, or {@code null}.
	 */
	@Nullable String closeReason() {
		return this.closeReason;
	}

	/**
	 * Queue a request, and wait while the queue is full.
	 * @param timeout the request's timeout, which begins here
	 * @return the nanoseconds until the request's deadline
	 * @throws RequestNotSentException if the deadline has passed, or no more requests are
	 * accepted
	 */
	long add(Request request, Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lockInterruptibly();
		try {
			while (this.closeReason == null && this.unsent.size() >= MAX_UNSENT && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			if (this.closeReason != null) {
				throw new RequestNotSentException(this.closeReason);
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
	 * Remove a request that has ended. If it was not sent, a waiting {@link #add}
	 * proceeds.
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
	 * Start to send over a new connection.
	 */
	void beginSending() {
		this.lock.lock();
		try {
			this.brokenReason = this.closeReason;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next request to send. It counts as sent from here on. Settled requests are
	 * skipped.
	 * @param wait whether to wait for a request
	 * @return the request, or {@code null} if there is none or the connection is broken
	 */
	@Nullable Request next(boolean wait) {
		this.lock.lock();
		try {
			Request next = poll();
			while (wait && next == null && this.brokenReason == null) {
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
		Request next = (this.brokenReason == null) ? this.unsent.poll() : null;
		while (next != null && next.isSettled()) {
			next = this.unsent.poll();
		}
		return next;
	}

	/**
	 * Complete the oldest sent request.
	 * @return {@code false} if no request waits for a reply: the message is a push
	 */
	boolean complete(byte[] reply) {
		Request request;
		this.lock.lock();
		try {
			request = this.sent.poll();
			if (request != null) {
				request.markSettled();
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
	 * End a request at its deadline. If it was sent, the connection is broken too,
	 * because a late reply could not be distinguished from the next request's reply.
	 * @return the failure of the request, or {@code null} if it is already settled
	 */
	@Nullable ClientException expire(Request request, Duration timeout) {
		this.lock.lock();
		try {
			if (request.isSettled()) {
				return null;
			}
			request.markSettled();
			if (this.unsent.remove(request)) {
				this.changed.signalAll();
				return notSent(timeout);
			}
			breakConnection("given up after a request " + FailureText.ofTimeout(timeout));
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
	 * Send no more over the current connection. The first reason counts.
	 */
	void breakConnection(String reason) {
		this.lock.lock();
		try {
			this.brokenReason = (this.brokenReason != null) ? this.brokenReason : reason;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Record that an attempt to connect has failed.
	 */
	void recordConnectFailure(String reason) {
		this.lock.lock();
		try {
			this.brokenReason = reason;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more requests. The first reason counts.
	 */
	void close(String reason) {
		this.lock.lock();
		try {
			this.closeReason = (this.closeReason != null) ? this.closeReason : reason;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more requests, for the reason for which the connection is broken.
	 */
	void closeAsBroken() {
		close(String.valueOf(this.brokenReason));
	}

	/**
	 * Wait before the next attempt to connect, at most until the queue is closed.
	 */
	void pause(Duration delay) throws InterruptedException {
		this.lock.lock();
		try {
			long left = delay.toNanos();
			while (this.closeReason == null && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Fail the sent requests, after their connection has ended.
	 */
	void failSent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			failed = takeAll(this.sent);
			reason = "%s with %d request%s unanswered".formatted(this.brokenReason, failed.size(),
					(failed.size() == 1) ? "" : "s");
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestUnansweredException(reason)));
	}

	/**
	 * Fail the unsent requests, when there will be no other connection.
	 */
	void failUnsent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			failed = takeAll(this.unsent);
			reason = String.valueOf(this.closeReason);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestNotSentException(reason)));
	}

	private static List<Request> takeAll(Queue<Request> requests) {
		requests.removeIf(Request::isSettled);
		List<Request> taken = new ArrayList<>(requests);
		requests.clear();
		taken.forEach(Request::markSettled);
		return taken;
	}

}
