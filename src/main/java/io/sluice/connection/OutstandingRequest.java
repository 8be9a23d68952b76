package io.sluice.connection;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * A request that ended before its target: at its deadline, or with its connection. It
 * keeps its place until the target has completed, and gives it back once. Any thread.
 * <p>
 * Does not keep its exchange: a target that has lost that can no longer answer.
 */
final class OutstandingRequest extends WeakReference<RoutedRequest> {

	/** How far the target is. */
	enum State {

		/** Its send has not returned. */
		RUNNING,

		/** Its answer has come, and its send has not returned. */
		ANSWERED,

		/** Its send has returned, and its answer is still to come. */
		AWAITED,

		/** It has completed, or nobody can know that it has not. */
		COMPLETED;

		/**
		 * Where an event leads; what changes nothing leads nowhere.
		 */
		State after(Event event) {
			return switch (this) {
				case RUNNING -> switch (event) {
					case ANSWER -> ANSWERED;
					case RETURN -> COMPLETED;
					case RETURN_UNANSWERED -> AWAITED;
					case GIVE_UP -> RUNNING;
				};
				case ANSWERED -> switch (event) {
					case RETURN, RETURN_UNANSWERED -> COMPLETED;
					case ANSWER, GIVE_UP -> ANSWERED;
				};
				case AWAITED -> switch (event) {
					case ANSWER, GIVE_UP -> COMPLETED;
					case RETURN, RETURN_UNANSWERED -> AWAITED;
				};
				case COMPLETED -> COMPLETED;
			};
		}

	}

	/** What happens to the target. */
	enum Event {

		/** A reply or a failure comes, too late for the client. */
		ANSWER,

		/** Its send returns, and no answer is to come. */
		RETURN,

		/** Its send returns, and its answer may come from another thread. */
		RETURN_UNANSWERED,

		/**
		 * Its answer is not waited for any more. A send that has not returned goes on.
		 */
		GIVE_UP

	}

	private final RequestEnd end;

	private final OutstandingRequestTracker all;

	private final RequestGate gate;

	private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

	/** Whether the gate was entered. Written before the target's return is noted. */
	private boolean entered;

	/** What its payload takes of the memory for clients; written as the other one. */
	private int payload;

	/** When the answer began to be awaited; written as the other one. */
	private long awaitedSince;

	/** Whom to interrupt at the deadline. Guarded by this. */
	private @Nullable Thread late;

	/** When that is, a {@link System#nanoTime()}. Guarded by this. */
	private long deadline;

	/** Whether the thread has left the target. Guarded by this. */
	private boolean left;

	/**
	 * Begin to count.
	 * @param exchange the request
	 * @param end how it ended
	 * @param all those of the listener
	 * @param gate what is told of the beginning and the end
	 */
	OutstandingRequest(@Nullable RoutedRequest exchange, RequestEnd end, OutstandingRequestTracker all,
			RequestGate gate) {
		super(exchange, all.unreachable());
		this.end = end;
		this.all = all;
		this.gate = gate;
		all.add();
		gate.beginOutstanding();
	}

	/**
	 * How the request ended.
	 */
	RequestEnd end() {
		return this.end;
	}

	/**
	 * The request had ended otherwise: forget that it was counted.
	 */
	void cancel() {
		if (this.state.compareAndSet(State.RUNNING, State.COMPLETED)) {
			forget();
		}
	}

	/**
	 * The target's send has returned. Called by the thread that sent.
	 * @param awaited whether an answer may come from another thread
	 * @param hasEntered whether the request was let in by the gate
	 * @param payloadBytes what its payload takes of the memory for clients
	 */
	void sendReturned(boolean awaited, boolean hasEntered, int payloadBytes) {
		leaveTarget();
		this.entered = hasEntered;
		this.payload = payloadBytes;
		if (!awaited) {
			move(Event.RETURN);
			return;
		}
		this.awaitedSince = System.nanoTime();
		this.all.await(this);
		move(Event.RETURN_UNANSWERED);
	}

	/**
	 * Hold the target to the request's deadline, although its client is gone.
	 * @param thread the thread that is with the target
	 * @param requestDeadline a {@link System#nanoTime()}
	 */
	void interruptLate(Thread thread, long requestDeadline) {
		synchronized (this) {
			if (this.left) {
				return;
			}
			this.late = thread;
			this.deadline = requestDeadline;
		}
		this.all.watch(this);
	}

	/**
	 * Interrupt the target if its deadline has passed. It is with the target then, as it
	 * cannot leave meanwhile. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return whether there is nothing more to look at
	 */
	synchronized boolean interruptIfLate(long now) {
		if (this.late != null && now - this.deadline >= 0) {
			this.late.interrupt();
			this.late = null;
		}
		return this.late == null;
	}

	private synchronized void leaveTarget() {
		this.left = true;
		this.late = null;
	}

	/**
	 * A reply or a failure has come.
	 */
	void answer() {
		move(Event.ANSWER);
	}

	/**
	 * Wait no more for an answer.
	 * @return whether one was waited for
	 */
	boolean giveUp() {
		return move(Event.GIVE_UP);
	}

	/**
	 * Since when an answer is awaited, a {@link System#nanoTime()}.
	 */
	long awaitedSince() {
		return this.awaitedSince;
	}

	/**
	 * The route that the request took, or {@code null} where that is not known any more.
	 */
	@Nullable String route() {
		RoutedRequest exchange = get();
		return (exchange != null) ? exchange.route() : null;
	}

	/**
	 * @return whether the target has completed by this
	 */
	private boolean move(Event event) {
		State before = this.state.get();
		while (!this.state.compareAndSet(before, before.after(event))) {
			before = this.state.get();
		}
		boolean completed = before != State.COMPLETED && before.after(event) == State.COMPLETED;
		if (completed) {
			forget();
			this.all.releasePayload(this.payload);
			if (this.entered) {
				this.gate.leave();
			}
		}
		return completed;
	}

	private void forget() {
		this.all.forget(this);
		this.gate.endOutstanding();
	}

}
