package io.sluice.session;

import java.util.List;

import io.sluice.AskNotSentException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The asks of one session. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.session")
abstract class Asks {

	/** The asks that may be pending or wait. */
	static final int MAX = 1024;

	private static final String CLOSING = "the session is being closed";

	private final String listener;

	private final SessionConnection connection;

	private final Correlation correlation;

	/** Runs once no ask is pending. After it was set, no ask is accepted. */
	private @Nullable Runnable whenDone;

	/** Why no further ask is accepted, or {@code null}. */
	private @Nullable String closed;

	final SessionConnection connection() {
		return this.connection;
	}

	/**
	 * Add an ask, and send it when its turn comes. Does not wait.
	 */
	final void add(Ask ask) {
		String refusal = enter(ask);
		if (refusal != null) {
			ask.fail(refusal);
		}
		else {
			begin(ask);
		}
	}

	private synchronized @Nullable String enter(Ask ask) {
		return (this.closed != null) ? this.closed : tryEnter(ask);
	}

	/**
	 * The key of the answer to a message.
	 * @return {@code null} if answers have no keys
	 * @throws AskNotSentException if the message has none
	 */
	abstract @Nullable Object keyOf(Message<byte[]> message);

	/**
	 * Why no further ask is sent, with the monitor held; {@code null} if asks are sent.
	 */
	final @Nullable String closed() {
		return this.closed;
	}

	/**
	 * Take an ask, with the monitor held.
	 * @return the reason not to, or {@code null}
	 */
	abstract @Nullable String tryEnter(Ask ask);

	/**
	 * Send an ask that has been added, or have it wait.
	 */
	abstract void begin(Ask ask);

	/**
	 * Send an ask. Does not wait.
	 */
	final void send(Ask ask) {
		PendingPush push = ask.send(this.connection);
		if (push != null) {
			var _ = push.result().thenAccept((written) -> react(ask, ask.recordPush(written)));
		}
	}

	private void react(Ask ask, Ask.Effect effect) {
		if (effect == Ask.Effect.LEAVES) {
			leave(ask);
		}
		else if (effect == Ask.Effect.IS_LATE) {
			runIfDone();
		}
	}

	/**
	 * Send what can be sent after another ask has left.
	 */
	abstract void advance();

	/**
	 * Find the ask that a message answers.
	 * @return {@code null} if the message is a request
	 */
	abstract @Nullable Ask find(Message<byte[]> message);

	/**
	 * Remove an ask, with the monitor held.
	 */
	abstract void remove(Ask ask);

	/**
	 * All asks, with the monitor held.
	 */
	abstract List<Ask> all();

	/**
	 * Act on an answer that has been late for too long.
	 */
	abstract void giveUp(Ask ask);

	/**
	 * Take a message of the client, if it is an answer.
	 * @return {@code false} if it is a request
	 */
	final boolean accept(Message<byte[]> message) {
		if (isEmpty() || !this.correlation.answers().test(message)) {
			return false;
		}
		Ask ask = find(message);
		if (ask == null || !ask.isAnswerable()) {
			return false;
		}
		boolean inTime = ask.answer(message.getPayload());
		leave(ask);
		if (!inTime && this.correlation.routesLate()) {
			return false;
		}
		if (!inTime) {
			log.debug("[{}] connection {} has answered too late", this.listener, this.connection.getConnectionId());
		}
		this.connection.recordAnswer(message.getPayload().length, !inTime);
		return true;
	}

	/**
	 * Record that an ask has ended.
	 */
	final void leave(Ask ask) {
		synchronized (this) {
			remove(ask);
		}
		advance();
		runIfDone();
	}

	private void runIfDone() {
		Runnable done = takeDone();
		if (done != null) {
			done.run();
		}
	}

	private synchronized @Nullable Runnable takeDone() {
		Runnable done = this.whenDone;
		if (done == null || isPending()) {
			return null;
		}
		this.whenDone = null;
		return done;
	}

	/**
	 * Whether there is no ask, not even one whose answer is late.
	 */
	abstract boolean isEmpty();

	/**
	 * Whether the answer to an ask that is with the client is awaited.
	 */
	abstract boolean isPending();

	/**
	 * Accept no further ask, and run an action once none is pending.
	 * @return {@code false} if none is pending: the action does not run
	 */
	final boolean whenDone(Runnable action) {
		synchronized (this) {
			if (!isPending()) {
				return false;
			}
			this.closed = CLOSING;
			if (this.whenDone == null) {
				this.whenDone = action;
			}
		}
		for (Ask ask : snapshot()) {
			if (ask.state() == Ask.State.WAITING) {
				react(ask, ask.expire(CLOSING));
			}
		}
		// the last answer may have come in between
		runIfDone();
		return true;
	}

	/**
	 * End the waits that are over. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 */
	final void sweep(long now) {
		for (Ask ask : snapshot()) {
			if (ask.isDue(now)) {
				expire(ask);
			}
			else if (ask.isLateFor(this.correlation.lateWithin().toNanos(), now)) {
				giveUp(ask);
			}
		}
	}

	/**
	 * End the wait for an answer.
	 */
	final void expire(Ask ask) {
		expire(ask, (ask.state() == Ask.State.WAITING) ? "earlier asks have not been answered" : "no answer in time");
	}

	/**
	 * End the wait for an answer.
	 * @param why the reason
	 */
	final void expire(Ask ask, String why) {
		react(ask, ask.expire(why));
	}

	/**
	 * End all asks, because the connection is closed.
	 */
	final void close() {
		synchronized (this) {
			this.closed = "the connection is closed";
		}
		for (Ask ask : snapshot()) {
			react(ask, ask.expire("the connection is closed"));
		}
	}

	private synchronized List<Ask> snapshot() {
		return List.copyOf(all());
	}

}
