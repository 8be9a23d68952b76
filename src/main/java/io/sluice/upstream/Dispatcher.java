package io.sluice.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.client.Request;
import io.sluice.client.RequestNotSentException;
import io.sluice.upstream.ConnectionChoice.Choice;
import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests to connections, and ends them. A request waits while its key is pending
 * on all connections, or while a connection is being opened. Any thread; no request is
 * completed under the lock.
 */
final class Dispatcher {

	private final List<UpstreamAddress> addresses;

	private final ConnectionChoice choice;

	/** The largest number of requests that wait. */
	private final int waitingLimit;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<TcpRequest> waiting = new ArrayDeque<>();

	/** Whether a request waits, or is about to. Set before the request looks. */
	private volatile boolean anyWaiting;

	Dispatcher(List<UpstreamAddress> addresses, int waitingLimit) {
		this.addresses = addresses;
		this.choice = new ConnectionChoice(addresses);
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
		Attempt attempt = attempt(asked);
		if (attempt.outcome() == Outcome.WAIT) {
			attempt = attemptOrWait(asked);
		}
		conclude(attempt);
	}

	private Attempt attempt(TcpRequest asked) {
		long now = System.nanoTime();
		Request request = asked.newAttempt();
		if (asked.isDue(now)) {
			return new Attempt(asked, request, Outcome.LATE, null);
		}
		Choice chosen = this.choice.offer(request, now);
		return new Attempt(asked, request, chosen.outcome(), chosen.address());
	}

	private Attempt attemptOrWait(TcpRequest asked) {
		this.lock.lock();
		try {
			this.anyWaiting = true;
			Attempt attempt = attempt(asked);
			if (attempt.outcome() == Outcome.WAIT) {
				if (this.waiting.size() >= this.waitingLimit) {
					return new Attempt(asked, attempt.request(), Outcome.BUSY, null);
				}
				this.waiting.add(asked);
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
		List<Attempt> attempts = new ArrayList<>();
		this.lock.lock();
		try {
			this.waiting.removeIf((asked) -> {
				Attempt attempt = asked.reply().isDone() ? null : attempt(asked);
				if (attempt != null && attempt.outcome() != Outcome.WAIT) {
					attempts.add(attempt);
				}
				return attempt == null || attempt.outcome() != Outcome.WAIT;
			});
			this.anyWaiting = !this.waiting.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		attempts.forEach(this::conclude);
	}

	private void conclude(Attempt attempt) {
		TcpRequest asked = attempt.asked();
		switch (attempt.outcome()) {
			case TAKEN -> follow(attempt);
			case BUSY -> asked.reply()
				.completeExceptionally(new TcpHandlerException(ErrorCode.BUSY, "the upstream has too many requests"));
			case UNAVAILABLE -> fail(asked, Failure.NOT_SENT, "the upstream is not available", cause());
			case LATE -> fail(asked, Failure.NOT_SENT, "the upstream did not take the request in time", null);
			case WAIT -> {
				// a later wake concludes it
			}
		}
	}

	private void follow(Attempt attempt) {
		attempt.asked().begin(attempt.request());
		var _ = attempt.request().reply().whenComplete((reply, failure) -> settle(attempt, reply, failure));
	}

	private void settle(Attempt attempt, byte @Nullable [] reply, @Nullable Throwable failure) {
		TcpRequest asked = attempt.asked();
		UpstreamAddress address = attempt.address();
		if (reply != null) {
			if (address != null) {
				address.recordReply();
			}
			asked.reply().complete(reply);
		}
		else if (failure instanceof RequestNotSentException) {
			// the connection has ended before: another one may take the request
			dispatch(asked);
		}
		else if (!asked.reply().isDone()) {
			if (address != null && failure != null) {
				address.recordUnanswered(failure);
			}
			fail(asked, Failure.UNANSWERED, "the upstream did not answer", failure);
		}
		wake();
	}

	private static void fail(TcpRequest asked, Failure failure, String message, @Nullable Throwable cause) {
		asked.reply().completeExceptionally(new UpstreamException(failure, message, cause));
	}

	private Exception cause() {
		return this.addresses.getFirst().unavailable();
	}

	/**
	 * An attempt to give a request to a connection.
	 */
	private record Attempt(TcpRequest asked, Request request, Outcome outcome, @Nullable UpstreamAddress address) {

	}

}
