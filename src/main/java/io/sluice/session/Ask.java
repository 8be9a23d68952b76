package io.sluice.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent to a client, and its answer. Any thread.
 */
final class Ask {

	private static final AtomicReferenceFieldUpdater<Ask, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Ask.class, State.class, "state");

	/** The progress of an ask. */
	enum State {

		/** It waits for other asks. */
		WAITING,

		/** Its push may be written at any moment. */
		SENDING,

		/** The same, and its time is over. */
		OVERDUE,

		/** It has been sent. */
		SENT,

		/** It has been sent, and an answer would come too late. */
		LATE,

		/** It has an answer, or will not get one. */
		ENDED;

		/**
		 * The state after an event; the same state if the event changes nothing.
		 */
		State after(Event event) {
			return switch (this) {
				case WAITING -> switch (event) {
					case SEND -> SENDING;
					case EXPIRE, FAIL -> ENDED;
					case WRITE, ANSWER -> WAITING;
				};
				case SENDING -> switch (event) {
					case SEND -> SENDING;
					case WRITE -> SENT;
					case ANSWER, FAIL -> ENDED;
					case EXPIRE -> OVERDUE;
				};
				case OVERDUE -> switch (event) {
					case SEND, EXPIRE -> OVERDUE;
					case WRITE -> LATE;
					case ANSWER, FAIL -> ENDED;
				};
				case SENT -> switch (event) {
					case SEND, WRITE -> SENT;
					case ANSWER, FAIL -> ENDED;
					case EXPIRE -> LATE;
				};
				case LATE -> (event == Event.ANSWER || event == Event.FAIL) ? ENDED : LATE;
				case ENDED -> ENDED;
			};
		}

	}

	/** What happens to an ask. */
	enum Event {

		/** Its push is handed to the connection. */
		SEND,

		/** Its push has been written, or a part of it. */
		WRITE,

		/** The client has answered. */
		ANSWER,

		/** Its time is over, or the session is closed. */
		EXPIRE,

		/** It has not been sent, and will not be. */
		FAIL

	}

	/** What an event means to the other asks of the session. */
	enum Effect {

		/** Nothing. */
		NONE,

		/** Its time is over, and its answer may still come. */
		IS_LATE,

		/** It has ended. */
		LEAVES

	}

	/** Released when it has been sent. */
	private volatile @Nullable PushFrame frame;

	/** The key of its answer; {@code null} if answers have none. */
	private final @Nullable Object key;

	/** The {@link System#nanoTime()} at which it expires. */
	private final long deadline;

	private final CompletableFuture<byte[]> result = new CompletableFuture<>();

	private final int size;

	private volatile State state = State.WAITING;

	private volatile @Nullable PendingPush push;

	private volatile String reason = "";

	/** The {@link System#nanoTime()} at which it became late. */
	private volatile long lateSince;

	/**
	 * Create an ask.
	 * @param frame its message
	 * @param key the key of its answer, or {@code null} if answers have none
	 * @param deadline the {@link System#nanoTime()} at which it expires
	 */
	Ask(PushFrame frame, @Nullable Object key, long deadline) {
		this.frame = frame;
		this.size = frame.bytes().length;
		this.key = key;
		this.deadline = deadline;
	}

	/** The size of its frame in bytes. */
	int size() {
		return this.size;
	}

	@Nullable Object key() {
		return this.key;
	}

	State state() {
		return this.state;
	}

	/**
	 * The answer; fails with an {@link AskNotSentException} or an
	 * {@link AskUnansweredException}.
	 */
	CompletableFuture<byte[]> result() {
		return this.result;
	}

	boolean isDue(long now) {
		return now - this.deadline >= 0
				&& (this.state == State.WAITING || this.state == State.SENDING || this.state == State.SENT);
	}

	/**
	 * Whether it is with the client, and its answer is awaited.
	 */
	boolean isPending() {
		State current = this.state;
		return current == State.SENDING || current == State.OVERDUE || current == State.SENT;
	}

	/**
	 * Whether a message of the client can be its answer: a part of it has been sent.
	 */
	boolean isAnswerable() {
		PendingPush sent = this.push;
		return switch (this.state) {
			case WAITING, ENDED -> false;
			// without a push, it is being handed over at this moment and may have been
			// written
			case SENDING, OVERDUE -> sent == null || sent.hasBegun();
			case SENT, LATE -> true;
		};
	}

	/**
	 * Whether an answer has been late for some time.
	 */
	boolean isLateFor(long nanos, long now) {
		return this.state == State.LATE && now - this.lateSince >= nanos;
	}

	/**
	 * @return the state before the event
	 */
	private State move(Event event) {
		return STATE.getAndUpdate(this, (current) -> current.after(event));
	}

	/**
	 * Send it, unless it has ended. Does not wait.
	 * @return its push, or {@code null} if there is none
	 */
	@Nullable PendingPush send(SessionConnection connection) {
		PushFrame message = this.frame;
		if (message == null || move(Event.SEND) != State.WAITING) {
			return null;
		}
		PendingPush sent = connection.push(message);
		this.push = sent;
		if (this.state == State.OVERDUE) {
			sent.expire();
		}
		return sent;
	}

	/**
	 * Record what became of its push.
	 */
	Effect recordPush(PushResult written) {
		this.frame = null;
		if (!written.isWritten() && !written.partial()) {
			fail(written.reason());
			return Effect.LEAVES;
		}
		this.lateSince = System.nanoTime();
		return (move(Event.WRITE) == State.OVERDUE) ? completeUnanswered() : Effect.NONE;
	}

	/**
	 * Record an answer.
	 * @return whether the answer was awaited
	 */
	boolean answer(byte[] payload) {
		State before = move(Event.ANSWER);
		return before.after(Event.ANSWER) == State.ENDED && this.result.complete(payload);
	}

	/**
	 * Stop waiting for the answer.
	 * @param why the reason for which there is none
	 */
	Effect expire(String why) {
		this.reason = why;
		this.lateSince = System.nanoTime();
		State before = move(Event.EXPIRE);
		PendingPush sent = this.push;
		if (before == State.WAITING) {
			this.result.completeExceptionally(new AskNotSentException(why));
			return Effect.LEAVES;
		}
		if (before == State.SENT) {
			return completeUnanswered();
		}
		if (before == State.SENDING && sent != null) {
			sent.expire();
		}
		return Effect.NONE;
	}

	private Effect completeUnanswered() {
		this.result.completeExceptionally(new AskUnansweredException(this.reason));
		return Effect.IS_LATE;
	}

	/**
	 * End it, because it cannot be sent.
	 */
	void fail(String why) {
		move(Event.FAIL);
		this.result.completeExceptionally(new AskNotSentException(why));
	}

}
