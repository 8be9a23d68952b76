package io.sluice.upstream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

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

	private final WaitingRequests waiting = new WaitingRequests();

	/** Whether a request that waits for its key waits for a place, too. */
	private boolean crowded;

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
		return isForKey(outcome) || isForAll(outcome);
	}

	private static boolean isForKey(Outcome outcome) {
		return outcome == Outcome.WAIT_FOR_KEY || outcome == Outcome.WAIT_FOR_KEY_OR_PLACE;
	}

	/**
	 * Whether other requests would wait, too.
	 */
	private boolean isForAll(Outcome outcome) {
		return outcome == Outcome.WAIT || (this.exclusive && outcome == Outcome.BUSY);
	}

	/**
	 * Add a request behind those that it must not overtake.
	 * @return {@code false} if there are none, or if as many wait as may and the request
	 * may pass them
	 */
	private boolean waitForTurn(TcpRequest asked) {
		List<Attempt> ended = new ArrayList<>();
		boolean behind;
		boolean added = false;
		this.lock.lock();
		try {
			behind = isBehind(asked);
			if (behind && this.waiting.size() >= this.waitingLimit) {
				// some may be late, or a connection may have become free
				attemptAll(ended);
				behind = isBehind(asked);
			}
			if (behind && this.waiting.size() < this.waitingLimit) {
				this.waiting.addBehind(asked);
				added = true;
				// a connection may have become free before
				attemptAfter(asked.key(), ended);
			}
			this.anyWaiting = this.waiting.size() > 0;
		}
		finally {
			this.lock.unlock();
		}
		ended.forEach(this::conclude);
		if (behind && !added && this.exclusive) {
			refuse(asked);
			return true;
		}
		return added;
	}

	private boolean isBehind(TcpRequest asked) {
		return this.crowded || this.waiting.isBehind(asked);
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
				attempt.outcome = add(asked, attempt.outcome) ? Outcome.WAIT : Outcome.BUSY;
			}
			this.anyWaiting = this.waiting.size() > 0;
			return attempt;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean add(TcpRequest asked, Outcome outcome) {
		if (this.waiting.size() >= this.waitingLimit) {
			return false;
		}
		if (isForKey(outcome)) {
			addToKey(asked, outcome);
		}
		else {
			this.waiting.add(asked);
		}
		return true;
	}

	private void addToKey(TcpRequest asked, Outcome outcome) {
		this.waiting.addToKey(Objects.requireNonNull(asked.key()), asked);
		this.crowded |= outcome == Outcome.WAIT_FOR_KEY_OR_PLACE;
	}

	/**
	 * Let the requests that wait try again. Called after each event that they may wait
	 * for.
	 */
	void wake() {
		wake(this::attemptAll);
	}

	/**
	 * Let those requests try again that may wait for the end of another request.
	 * @param key its key
	 */
	void wake(@Nullable Object key) {
		wake((ended) -> attemptAfter(key, ended));
	}

	private void wake(Consumer<List<Attempt>> attempts) {
		if (!this.anyWaiting) {
			return;
		}
		List<Attempt> ended = new ArrayList<>();
		this.lock.lock();
		try {
			attempts.accept(ended);
			this.anyWaiting = this.waiting.size() > 0;
		}
		finally {
			this.lock.unlock();
		}
		ended.forEach(this::conclude);
	}

	/**
	 * Try all requests that wait, and remove those that no longer wait. Once no
	 * connection is free, only deadlines are checked.
	 * @param ended receives the attempts that are to be concluded
	 */
	private void attemptAll(List<Attempt> ended) {
		long now = System.nanoTime();
		this.waiting.removeIf((asked) -> asked.isDue(now)).forEach((asked) -> ended.add(attempt(asked)));
		attemptInTurn(ended);
	}

	/**
	 * Try the requests that wait until no connection is free.
	 */
	private void attemptInTurn(List<Attempt> ended) {
		this.crowded = false;
		boolean free = true;
		for (Iterator<Object> keys = this.waiting.keys().iterator(); free && keys.hasNext();) {
			free = attemptKeyed(keys.next(), ended);
		}
		if (free) {
			attemptUnkeyed(ended);
		}
	}

	/**
	 * Try the requests that may wait for the end of another request.
	 * @param key its key
	 */
	private void attemptAfter(@Nullable Object key, List<Attempt> ended) {
		if (this.crowded) {
			attemptInTurn(ended);
		}
		else if (key == null || attemptKeyed(key, ended)) {
			attemptUnkeyed(ended);
		}
	}

	/**
	 * Try the requests that wait for a key, in their order.
	 * @return whether a connection may be free for others
	 */
	private boolean attemptKeyed(Object key, List<Attempt> ended) {
		for (TcpRequest next = this.waiting.first(key); next != null; next = this.waiting.first(key)) {
			Attempt attempt = attempt(next);
			if (isWaiting(attempt.outcome)) {
				this.crowded |= attempt.outcome != Outcome.WAIT_FOR_KEY;
				return !isForAll(attempt.outcome);
			}
			this.waiting.removeFirst(key);
			ended.add(attempt);
		}
		return true;
	}

	/**
	 * Try the requests that wait for any connection, in their order.
	 */
	private void attemptUnkeyed(List<Attempt> ended) {
		for (TcpRequest next = this.waiting.first(); next != null; next = this.waiting.first()) {
			Object key = next.key();
			if (key != null && this.waiting.first(key) != null) {
				this.waiting.removeFirst();
				this.waiting.addToKey(key, next);
				continue;
			}
			Attempt attempt = attempt(next);
			if (isForAll(attempt.outcome)) {
				return;
			}
			this.waiting.removeFirst();
			if (isForKey(attempt.outcome)) {
				addToKey(next, attempt.outcome);
			}
			else {
				ended.add(attempt);
			}
		}
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
			case WAIT, WAIT_FOR_KEY, WAIT_FOR_KEY_OR_PLACE -> {
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
			wake(this.asked.key());
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
			wake(this.asked.key());
		}

	}

}
