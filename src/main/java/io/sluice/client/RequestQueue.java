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
 * The requests of a connection and of its successors: unsent ones, and sent ones that
 * wait for their replies. When the connection ends, sent requests fail; unsent requests
 * wait for the next connection, if the client reconnects. Used by any thread.
 */
final class RequestQueue {

	private static final int MAX_UNSENT = 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<Request> unsent = new ArrayDeque<>();

	private final SentRequests sent;

	/** The requests that were queued or sent and have not ended. */
	private volatile int inFlight;

	/** The reason why the current connection is broken, or {@code null}. */
	private volatile @Nullable String brokenReason;

	/** The reason why the queue is closed, or {@code null}. */
	private volatile @Nullable String closeReason;

	/** Whether the connection is broken, and may still receive replies. */
	private volatile boolean retired;

	RequestQueue(SentRequests sent) {
		this.sent = sent;
	}

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
	 * Queue a request, if the current connection can take it. Does not wait.
	 * @param limit the largest number of requests in flight
	 */
	Admission offer(Request request, int limit) {
		this.lock.lock();
		try {
			if (this.closeReason != null || this.brokenReason != null) {
				return Admission.CLOSED;
			}
			if (countInFlight() >= limit) {
				return Admission.FULL;
			}
			Admission admission = this.sent.admit(request);
			if (admission != Admission.TAKEN) {
				return admission;
			}
			this.sent.recordQueued(request);
			this.unsent.add(request);
			countInFlight();
			this.changed.signalAll();
			return Admission.TAKEN;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The number of requests that were queued or sent and have not ended.
	 */
	int inFlight() {
		return this.inFlight;
	}

	/**
	 * Whether a request is queued and not sent.
	 */
	boolean hasUnsent() {
		this.lock.lock();
		try {
			return !this.unsent.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether no more is sent over the current connection.
	 */
	boolean isBroken() {
		return this.brokenReason != null;
	}

	private int countInFlight() {
		int count = this.unsent.size() + this.sent.size();
		this.inFlight = count;
		return count;
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
				this.sent.recordSent(next);
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
			this.sent.forget(next);
			next = this.unsent.poll();
		}
		return next;
	}

	/**
	 * Complete the request that a reply answers.
	 */
	Reception complete(byte[] reply) {
		Request request;
		boolean late;
		this.lock.lock();
		try {
			request = this.sent.take(reply);
			if (request == null) {
				return Reception.UNEXPECTED;
			}
			late = request.isSettled();
			request.markSettled();
			countInFlight();
		}
		finally {
			this.lock.unlock();
		}
		if (late) {
			return Reception.LATE;
		}
		request.complete(reply);
		return Reception.ANSWERED;
	}

	/**
	 * Settle the requests whose deadlines have passed. If replies to further requests
	 * would not be recognized, no more is sent over the current connection.
	 * @return the requests that this call has settled
	 */
	List<Request> expire(long now) {
		this.lock.lock();
		try {
			List<Request> expired = new ArrayList<>(this.sent.expire(now));
			if (!expired.isEmpty() && !this.sent.toleratesTimeout()) {
				retire("given up after a request timed out");
			}
			List<Request> unsentExpired = this.unsent.stream().filter((request) -> request.expire(now)).toList();
			unsentExpired.forEach(this.sent::forget);
			this.unsent.removeAll(unsentExpired);
			expired.addAll(unsentExpired);
			countInFlight();
			return expired;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send no more over the current connection, which may still receive replies.
	 */
	void retire(String reason) {
		this.lock.lock();
		try {
			this.retired = true;
			breakConnection(reason);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether no more is sent over the current connection, while it may still receive
	 * replies.
	 */
	boolean isRetired() {
		return this.retired;
	}

	/**
	 * Whether the current connection is broken, and no request waits for a reply.
	 */
	boolean isFinished() {
		if (this.brokenReason == null) {
			return false;
		}
		this.lock.lock();
		try {
			return !this.sent.hasWaiting();
		}
		finally {
			this.lock.unlock();
		}
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
			failed = this.sent.takeAll();
			failed.forEach(Request::markSettled);
			reason = "%s, %d request%s unanswered".formatted(this.brokenReason, failed.size(),
					(failed.size() == 1) ? "" : "s");
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestUnansweredException(reason)));
	}

	/**
	 * Fail the unsent requests, because no other connection follows.
	 */
	void failUnsent() {
		List<Request> failed;
		String reason;
		this.lock.lock();
		try {
			this.unsent.removeIf(Request::isSettled);
			failed = new ArrayList<>(this.unsent);
			this.unsent.clear();
			failed.forEach(Request::markSettled);
			reason = String.valueOf(this.closeReason);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		failed.forEach((request) -> request.fail(new RequestNotSentException(reason)));
	}

}
