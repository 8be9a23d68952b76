package io.sluice.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.TcpSession;
import io.sluice.session.PendingPush;
import io.sluice.session.PushFrame;
import io.sluice.socket.WriteClaim;

/**
 * A push, shared by the thread that writes it and the threads that wait for it.
 */
final class Push implements PendingPush, WriteClaim {

	private static final AtomicReferenceFieldUpdater<Push, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Push.class, State.class, "state");

	/** The progress of the write. */
	enum State {

		/** Nothing has been written, and no attempt is being made. */
		WAITING,

		/** An attempt to write the first byte is being made. */
		WRITING,

		/** The same, and the push has expired. */
		OVERDUE,

		/** A part has been written, and the write waits for the client. */
		PARTIAL,

		/** Nothing has been written, and nothing will be. */
		WITHDRAWN,

		/** The push has been written, or has failed. */
		ENDED;

		/**
		 * The state after an event; the same state if the event changes nothing.
		 */
		State after(Event event) {
			return switch (this) {
				case WAITING -> switch (event) {
					case BEGIN -> WRITING;
					case EXPIRE -> WITHDRAWN;
					case END -> ENDED;
					case PAUSE, PART -> WAITING;
				};
				case WRITING -> switch (event) {
					case BEGIN -> WRITING;
					case EXPIRE -> OVERDUE;
					case END -> ENDED;
					case PAUSE -> WAITING;
					case PART -> PARTIAL;
				};
				case OVERDUE -> switch (event) {
					case BEGIN, EXPIRE -> OVERDUE;
					case END -> ENDED;
					case PAUSE -> WITHDRAWN;
					case PART -> PARTIAL;
				};
				case PARTIAL -> (event == Event.END) ? ENDED : PARTIAL;
				case WITHDRAWN -> WITHDRAWN;
				case ENDED -> ENDED;
			};
		}

	}

	/** What happens to a push. */
	enum Event {

		/** An attempt to write the first byte begins. */
		BEGIN,

		/** The attempt has written nothing. */
		PAUSE,

		/** A part has been written. */
		PART,

		/** All has been written, or the write has failed. */
		END,

		/** The time for the push is over. */
		EXPIRE

	}

	private final PushOwner owner;

	private final TcpSession session;

	private final PushFrame frame;

	/** The {@link System#nanoTime()} at which the push was added. */
	private final long addedAt;

	private final long deadline;

	/** The bytes of the frame. Used by the thread that writes it. */
	private final ByteBuffer bytes;

	private final CompletableFuture<PushResult> result = new CompletableFuture<>();

	private volatile State state = State.WAITING;

	/** Whether a thread completes the result. */
	private boolean completed;

	Push(PushOwner owner, TcpSession session, PushFrame frame, long addedAt, long deadline) {
		this.owner = owner;
		this.session = session;
		this.frame = frame;
		this.addedAt = addedAt;
		this.deadline = deadline;
		this.bytes = ByteBuffer.wrap(frame.bytes());
	}

	State state() {
		return this.state;
	}

	PushFrame frame() {
		return this.frame;
	}

	long addedAt() {
		return this.addedAt;
	}

	/**
	 * The bytes of the frame; those before its position have been written.
	 */
	ByteBuffer bytes() {
		return this.bytes;
	}

	@Override
	public CompletableFuture<PushResult> result() {
		return this.result;
	}

	@Override
	public long deadline() {
		return this.deadline;
	}

	@Override
	public boolean hasBegun() {
		State current = this.state;
		return current != State.WAITING && current != State.WITHDRAWN;
	}

	/**
	 * @return the state before the event
	 */
	private State move(Event event) {
		return STATE.getAndUpdate(this, (current) -> current.after(event));
	}

	@Override
	public boolean begin() {
		return move(Event.BEGIN).after(Event.BEGIN) == State.WRITING;
	}

	@Override
	public void pause() {
		if (move(Event.PAUSE) == State.OVERDUE) {
			completeStuck(false);
		}
	}

	@Override
	public void recordPart() {
		if (move(Event.PART) == State.OVERDUE) {
			completeStuck(true);
		}
	}

	/**
	 * Record that the push has been written.
	 */
	void recordWritten() {
		move(Event.END);
		complete(Outcome.WRITTEN, true, "");
	}

	/**
	 * Record that the push cannot be written.
	 * @param outcome what became of it if nothing has been written; it has failed
	 * otherwise
	 */
	void fail(Outcome outcome, String reason) {
		State before = move(Event.END);
		boolean partial = before == State.PARTIAL || this.bytes.position() > 0;
		complete(partial ? Outcome.FAILED : outcome, partial, reason);
	}

	@Override
	public void expire() {
		State before = move(Event.EXPIRE);
		if (before == State.WAITING) {
			this.owner.withdraw(this);
			completeStuck(false);
		}
		else if (before == State.PARTIAL) {
			completeStuck(true);
		}
	}

	/**
	 * End the wait if it is over.
	 * @param now the current {@link System#nanoTime()}
	 */
	void expire(long now) {
		if (now - this.deadline >= 0) {
			expire();
		}
	}

	/**
	 * End the push without a place in the queue.
	 */
	Push refuse(Outcome outcome, String reason) {
		fail(outcome, reason);
		return this;
	}

	private void completeStuck(boolean partial) {
		complete(Outcome.STUCK, partial,
				partial ? "the client has stopped reading in the middle of it" : "the client does not read");
	}

	private void complete(Outcome outcome, boolean partial, String reason) {
		PushResult ended = new PushResult(outcome, this.session, partial, reason);
		if (mayComplete()) {
			try {
				// first, so that the thread that waits for the result finds the event
				this.owner.recordEnd(this, outcome, partial);
			}
			finally {
				this.result.complete(ended);
			}
		}
	}

	private synchronized boolean mayComplete() {
		boolean first = !this.completed;
		this.completed = true;
		return first;
	}

}
