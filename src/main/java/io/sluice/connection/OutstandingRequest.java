package io.sluice.connection;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;

import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * A request that ended before its target completed, at its deadline or with its
 * connection. It keeps its place in the gate until the target has completed, and releases
 * the place once. Any thread.
 * <p>
 * It refers to its exchange weakly: a target that has lost the exchange can no longer
 * answer.
 */
final class OutstandingRequest extends WeakReference<RoutedRequest> {

	/** The state of the target. */
	enum State {

		/** The send has not returned. */
		RUNNING,

		/** The answer has come, and the send has not returned. */
		ANSWERED,

		/** The send has returned, and the answer has not come yet. */
		AWAITED,

		/** The target has completed, or has lost the exchange. */
		COMPLETED;

		/**
		 * The state after an event; the same state if the event changes nothing.
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

	/** An event of the target. */
	enum Event {

		/** A reply or a failure comes, too late for the client. */
		ANSWER,

		/** The send returns, and no answer will follow. */
		RETURN,

		/** The send returns, and an answer may come from another thread. */
		RETURN_UNANSWERED,

		/**
		 * The answer is no longer awaited. A send that has not returned goes on.
		 */
		GIVE_UP

	}

	private final RequestEnd requestEnd;

	private final OutstandingRequestTracker all;

	private final RequestGate gate;

	private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

	private final LateInterrupt lateInterrupt = new LateInterrupt();

	/**
	 * Whether the request entered the gate. Written before the return of the target is
	 * recorded.
	 */
	private boolean entered;

	/** The bytes charged for the payload; written together with {@link #entered}. */
	private int payload;

	/**
	 * The time from which the answer is awaited; written together with {@link #entered}.
	 */
	private long awaitedSince;

	/**
	 * Create and count an outstanding request.
	 * @param exchange the request
	 * @param requestEnd how it ended
	 * @param all the outstanding requests of the listener
	 * @param gate the gate that counts its beginning and its end
	 */
	OutstandingRequest(@Nullable RoutedRequest exchange, RequestEnd requestEnd, OutstandingRequestTracker all,
			RequestGate gate) {
		super(exchange, all.unreachable());
		this.requestEnd = requestEnd;
		this.all = all;
		this.gate = gate;
		all.add();
		gate.beginOutstanding();
	}

	RequestEnd requestEnd() {
		return this.requestEnd;
	}

	/**
	 * Remove the request again: it had already ended in another way.
	 */
	void cancel() {
		// it has no place in the gate, and no target that could answer
		move(Event.RETURN);
	}

	/**
	 * Record that the target's send has returned. Called by the thread that sent.
	 * @param awaited whether an answer may come from another thread
	 * @param hasEntered whether the request entered the gate
	 * @param payloadBytes the bytes charged for the payload
	 */
	void recordReturn(boolean awaited, boolean hasEntered, int payloadBytes) {
		this.lateInterrupt.leave();
		this.entered = hasEntered;
		this.payload = payloadBytes;
		if (!awaited) {
			move(Event.RETURN);
			return;
		}
		this.awaitedSince = System.nanoTime();
		this.all.addAwaited(this);
		move(Event.RETURN_UNANSWERED);
	}

	/**
	 * Hold the target to the request's deadline, although its client is gone.
	 * @param thread the thread that runs the target
	 * @param deadline the deadline, a {@link System#nanoTime()}
	 */
	void interruptLate(Thread thread, long deadline) {
		if (this.lateInterrupt.set(thread, deadline)) {
			this.all.schedule(this.lateInterrupt);
		}
	}

	/**
	 * Record that a reply or a failure has come.
	 */
	void answer() {
		move(Event.ANSWER);
	}

	/**
	 * Stop waiting for an answer.
	 * @return whether an answer was awaited
	 */
	boolean giveUp() {
		return move(Event.GIVE_UP);
	}

	/**
	 * The {@link System#nanoTime()} from which an answer is awaited.
	 */
	long awaitedSince() {
		return this.awaitedSince;
	}

	/**
	 * The route of the request, or {@code null} if the exchange is gone.
	 */
	@Nullable String route() {
		RoutedRequest exchange = get();
		return (exchange != null) ? exchange.route() : null;
	}

	/**
	 * @return whether this event has completed the target
	 */
	private boolean move(Event event) {
		State before = this.state.get();
		while (!this.state.compareAndSet(before, before.after(event))) {
			before = this.state.get();
		}
		boolean completed = before != State.COMPLETED && before.after(event) == State.COMPLETED;
		if (completed) {
			uncount();
			this.all.releasePayload(this.payload);
			if (this.entered) {
				this.gate.leave();
			}
		}
		return completed;
	}

	private void uncount() {
		this.all.remove(this);
		this.gate.endOutstanding();
	}

}
