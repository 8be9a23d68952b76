package io.sluice.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.client.ClientException;
import io.sluice.client.Request;
import io.sluice.client.RequestNotSentException;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests to connections, and ends them. A request waits while its key is pending
 * on all connections, or while a connection is being opened. Where connections are
 * exclusive, it also waits for its turn. A request does not overtake those that wait,
 * unless it has another key. Any thread; no request is completed under the lock.
 */
final class Dispatcher {

	private final ConnectionSource connections;

	private final boolean exclusive;

	/** The largest number of requests that wait. */
	private final int waitingLimit;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<TcpRequest> waiting = new ArrayDeque<>();

	/**
	 * Whether a request waits, or is about to. Set before the request looks for a
	 * connection.
	 */
	private volatile boolean anyWaiting;

	/**
	 * Create a dispatcher.
	 * @param exclusive whether requests wait while every connection has as many as it may
	 * have
	 * @param waitingLimit the largest number of requests that wait
	 */
	Dispatcher(ConnectionSource connections, boolean exclusive, int waitingLimit) {
		this.connections = connections;
		this.exclusive = exclusive;
		this.waitingLimit = waitingLimit;
	}

	/**
	 * The number of requests that wait for a connection.
	 */
	int waiting() {
		if (!this.anyWaiting) {
			return 0;
		}
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	void dispatch(TcpRequest asked) {
		if (this.anyWaiting && waitForTurn(asked)) {
			return;
		}
		Attempt attempt = attempt(asked);
		if (isWaiting(attempt.outcome)) {
			attempt = attemptOrWait(asked);
		}
		conclude(attempt);
	}

	private boolean isWaiting(Outcome outcome) {
		return outcome == Outcome.WAIT_FOR_KEY || isForAll(outcome);
	}

	/**
	 * Whether other requests would wait, too.
	 */
	private boolean isForAll(Outcome outcome) {
		return outcome == Outcome.WAIT || (this.exclusive && outcome == Outcome.BUSY);
	}

	/**
	 * Add a request behind those that already wait.
	 * @return {@code false} if as many wait as may, and the request may pass them
	 */
	private boolean waitForTurn(TcpRequest asked) {
		boolean added = addWaiting(asked);
		// a connection may have become free before the request was added
		wake();
		if (!added) {
			added = addWaiting(asked);
			wake();
		}
		if (!added && this.exclusive) {
			refuse(asked);
		}
		return added || this.exclusive;
	}

	private boolean addWaiting(TcpRequest asked) {
		this.lock.lock();
		try {
			boolean added = this.waiting.size() < this.waitingLimit && this.waiting.add(asked);
			this.anyWaiting = !this.waiting.isEmpty();
			return added;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Attempt attempt(TcpRequest asked) {
		long now = System.nanoTime();
		Attempt attempt = new Attempt(asked);
		if (asked.isDue(now)) {
			attempt.outcome = Outcome.LATE;
			return attempt;
		}
		Choice chosen = this.connections.offer(attempt, now);
		attempt.outcome = chosen.outcome();
		attempt.address = chosen.address();
		return attempt;
	}

	private Attempt attemptOrWait(TcpRequest asked) {
		this.lock.lock();
		try {
			this.anyWaiting = true;
			Attempt attempt = attempt(asked);
			if (isWaiting(attempt.outcome)) {
				boolean added = this.waiting.size() < this.waitingLimit && this.waiting.add(asked);
				attempt.outcome = added ? Outcome.WAIT : Outcome.BUSY;
			}
			this.anyWaiting = !this.waiting.isEmpty();
			return attempt;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let the requests that wait try again. Called after each event that they may wait
	 * for.
	 */
	void wake() {
		if (!this.anyWaiting) {
			return;
		}
		List<Attempt> attempts;
		this.lock.lock();
		try {
			attempts = attemptAll();
			this.anyWaiting = !this.waiting.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		attempts.forEach(this::conclude);
	}

	/**
	 * Try all requests that wait, in their order, and remove those that no longer wait.
	 * Once no connection is free, only deadlines are checked.
	 */
	private List<Attempt> attemptAll() {
		List<Attempt> attempts = new ArrayList<>();
		boolean full = false;
		for (Iterator<TcpRequest> left = this.waiting.iterator(); left.hasNext();) {
			TcpRequest asked = left.next();
			if (!full || asked.isDue(System.nanoTime())) {
				Attempt attempt = attempt(asked);
				full |= isForAll(attempt.outcome);
				if (!isWaiting(attempt.outcome)) {
					left.remove();
					attempts.add(attempt);
				}
			}
		}
		return attempts;
	}

	private void conclude(Attempt attempt) {
		TcpRequest asked = attempt.asked;
		switch (attempt.outcome) {
			case TAKEN -> {
				// its connection ends it
			}
			case BUSY -> refuse(asked);
			case UNAVAILABLE ->
				fail(asked, Failure.NOT_SENT, "the upstream is not available", this.connections.unavailable());
			case LATE -> fail(asked, Failure.NOT_SENT, "the upstream did not take the request in time", null);
			case WAIT, WAIT_FOR_KEY -> {
				// a later wake concludes it
			}
		}
	}

	/**
	 * Whether a request waits for a connection.
	 */
	boolean isAnyWaiting() {
		return this.anyWaiting;
	}

	private static void refuse(TcpRequest asked) {
		asked.fail(new TcpHandlerException(ErrorCode.BUSY, "the upstream has too many requests"));
	}

	private static void fail(TcpRequest asked, Failure failure, String message, @Nullable Throwable cause) {
		asked.fail(new UpstreamException(failure, message, cause));
	}

	/**
	 * An attempt to give a request to a connection.
	 */
	private final class Attempt extends Request {

		private final TcpRequest asked;

		/** Used by the thread that attempts. */
		private Outcome outcome = Outcome.WAIT;

		/** The address of the connection, a moment after it has taken the request. */
		private volatile @Nullable UpstreamAddress address;

		Attempt(TcpRequest asked) {
			super(asked.message(), asked.key(), asked.deadline());
			this.asked = asked;
		}

		@Override
		protected void complete(byte[] reply) {
			UpstreamAddress from = this.address;
			if (from != null) {
				from.recordReply();
			}
			this.asked.complete(reply);
			wake();
		}

		@Override
		protected void fail(ClientException failure) {
			if (failure instanceof RequestNotSentException) {
				// the connection has ended before: another one may take the request
				dispatch(this.asked);
			}
			else {
				UpstreamAddress from = this.address;
				if (from != null && !Dispatcher.this.connections.isReleased()) {
					from.recordUnanswered(failure);
				}
				Dispatcher.fail(this.asked, Failure.UNANSWERED, "the upstream did not answer", failure);
			}
			wake();
		}

	}

}
