package io.sluice.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.PushResult;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * A message that is sent to a client, and its answer. Any thread.
 */
@RequiredArgsConstructor
final class Ask {

	private static final AtomicReferenceFieldUpdater<Ask, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Ask.class, State.class, "state");

	/** How far an ask has come. */
	enum State {

		/** It waits for other asks. */
		WAITING,

		/** Its push may be written at any moment. */
		SENDING,

		/** The same, and nobody waits for an answer any more. */
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

		/** Nobody waits for an answer any more, which may still come. */
		IS_LATE,

		/** It has ended. */
		LEAVES

	}

	private final Message<byte[]> message;

	private final PushFrame frame;

	/** The {@link System#nanoTime()} at which it expires. */
	private final long deadline;

	private final CompletableFuture<byte[]> result = new CompletableFuture<>();

	private volatile State state = State.WAITING;

	private volatile @Nullable PendingPush push;

	/** The key of its answer; {@code null} if answers have none. */
	private @Nullable Object key;

	private volatile String reason = "";

	/** The {@link System#nanoTime()} at which it became late. */
	private volatile long lateSince;

	Message<byte[]> message() {
		return this.message;
	}

	@Nullable Object key() {
		return this.key;
	}

	void setKey(Object newKey) {
		this.key = newKey;
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
	 * Whether somebody waits for the answer.
	 */
	boolean isPending() {
		State current = this.state;
		return current != State.LATE && current != State.ENDED;
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
		if (move(Event.SEND) != State.WAITING) {
			return null;
		}
		PendingPush sent = connection.push(this.frame);
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
		if (!written.isWritten() && !written.partial()) {
			fail(written.reason());
			return Effect.LEAVES;
		}
		this.lateSince = System.nanoTime();
		return (move(Event.WRITE) == State.OVERDUE) ? completeUnanswered() : Effect.NONE;
	}

	/**
	 * Record an answer.
	 * @return whether somebody waits for it
	 */
	boolean answer(byte[] payload) {
		State before = move(Event.ANSWER);
		return before.after(Event.ANSWER) == State.ENDED && this.result.complete(payload);
	}

	/**
	 * Wait no longer.
	 * @param why why there is no answer
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
