package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from its accept to its close. Each event is a method and
 * moves it at most once; the first close reason wins. Any thread.
 */
final class ConnectionLifecycle {

	private static final VarHandle STAGE;

	static {
		try {
			STAGE = MethodHandles.lookup().findVarHandle(ConnectionLifecycle.class, "stage", Stage.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** How far a connection is. */
	enum State {

		/** Before its first frame: PROXY header, address, TLS. */
		OPENING,
		/** Requests are read and answered. */
		OPEN,
		/** The same, and the next reply is the last one. */
		LAST_REPLY,
		/** It has a close reason: what has been read is answered, and no more is read. */
		FINISHING,
		/** The client is told of the end, or has been told. */
		ENDING,
		/** The socket is closed. */
		CLOSED;

		/**
		 * Where an event leads: the table of transitions.
		 * @param event what happens
		 * @return the same state where the event changes nothing
		 */
		State after(Event event) {
			return switch (this) {
				case OPENING -> switch (event) {
					case OPEN -> OPEN;
					case FINISH, CLOSE -> CLOSED;
					case AWAIT_REPLY, END -> OPENING;
				};
				case OPEN -> switch (event) {
					case AWAIT_REPLY -> LAST_REPLY;
					case FINISH -> FINISHING;
					case END -> ENDING;
					case CLOSE -> CLOSED;
					case OPEN -> OPEN;
				};
				case LAST_REPLY -> switch (event) {
					case FINISH -> FINISHING;
					case END -> ENDING;
					case CLOSE -> CLOSED;
					case OPEN, AWAIT_REPLY -> LAST_REPLY;
				};
				case FINISHING -> switch (event) {
					case END -> ENDING;
					case CLOSE -> CLOSED;
					case OPEN, AWAIT_REPLY, FINISH -> FINISHING;
				};
				case ENDING -> (event == Event.CLOSE) ? CLOSED : ENDING;
				case CLOSED -> CLOSED;
			};
		}

	}

	/** What happens to a connection. */
	enum Event {

		/** Its first frame may come. */
		OPEN,
		/** It is to end after the next reply. */
		AWAIT_REPLY,
		/** It is to take no further request. */
		FINISH,
		/** Its output is to be ended, behind the last reply. */
		END,
		/** Its socket is to be closed. */
		CLOSE

	}

	/**
	 * A state, and what is known in it.
	 *
	 * @param state how far the connection is
	 * @param reason why it is to end, or {@code null} where it is not
	 * @param since when it came there, a {@link System#nanoTime()}; only where it has a
	 * reason
	 */
	private record Stage(State state, @Nullable CloseReason reason, long since) {

		private static final Stage OPENING = new Stage(State.OPENING, null, 0);

		private static final Stage OPEN = new Stage(State.OPEN, null, 0);

		private static final Stage LAST_REPLY = new Stage(State.LAST_REPLY, null, 0);

		private Stage to(State next, @Nullable CloseReason why) {
			return switch (next) {
				case OPENING -> OPENING;
				case OPEN -> OPEN;
				case LAST_REPLY -> LAST_REPLY;
				case FINISHING, ENDING, CLOSED ->
					new Stage(next, (this.reason != null) ? this.reason : why, System.nanoTime());
			};
		}

	}

	private volatile Stage stage = Stage.OPENING;

	/**
	 * The first frame may come.
	 * @return {@code false} where it has been given a reason to end meanwhile
	 */
	boolean open() {
		return move(Event.OPEN, null) != null;
	}

	/**
	 * End after the next reply.
	 * @return {@code false} where it is to end already, or is not open yet
	 */
	boolean awaitReply() {
		return move(Event.AWAIT_REPLY, null) != null;
	}

	/**
	 * Take no further request.
	 * @param reason why; the first one counts
	 * @return the state it was in, and {@code null} where it had a reason already: one
	 * that was {@code OPENING} is closed, and its socket is for the caller to close
	 */
	@Nullable State finish(CloseReason reason) {
		return move(Event.FINISH, reason);
	}

	/**
	 * End the output.
	 * @param reason why; the first one counts
	 * @return whether that is for the caller to do: {@code false} where another thread
	 * does it, or nothing can be sent
	 */
	boolean end(CloseReason reason) {
		return move(Event.END, reason) != null;
	}

	/**
	 * Close the socket.
	 * @param reason why; the first one counts
	 * @return whether that is for the caller to do
	 */
	boolean close(CloseReason reason) {
		return move(Event.CLOSE, reason) != null;
	}

	/**
	 * @return the state before, or {@code null} where the event changed nothing
	 */
	private @Nullable State move(Event event, @Nullable CloseReason reason) {
		while (true) {
			Stage before = this.stage;
			State next = before.state().after(event);
			if (next == before.state()) {
				return null;
			}
			if (STAGE.compareAndSet(this, before, before.to(next, reason))) {
				return before.state();
			}
		}
	}

	/**
	 * How far the connection is.
	 */
	State state() {
		return this.stage.state();
	}

	/**
	 * Why it is to end, or was closed.
	 * @return the first reason it was given, or {@code null} where it was given none
	 */
	@Nullable CloseReason reason() {
		return this.stage.reason();
	}

	/**
	 * For how long it has been in its state. Of one that has a reason to end.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds; meaningless without a reason
	 */
	long elapsed(long now) {
		return now - this.stage.since();
	}

	/**
	 * Why it is to end.
	 * @param latest a reason that has come up now
	 * @return the first reason it was given, or else the latest
	 */
	CloseReason reasonOr(CloseReason latest) {
		CloseReason first = reason();
		return (first != null) ? first : latest;
	}

	boolean isAtLastReply() {
		return this.stage.state() == State.LAST_REPLY;
	}

	boolean isOpening() {
		return this.stage.state() == State.OPENING;
	}

	boolean isClosed() {
		return this.stage.state() == State.CLOSED;
	}

	/**
	 * Whether the client is being told of the end, or has been: nothing more can be sent.
	 */
	boolean isEnding() {
		return this.stage.state().compareTo(State.ENDING) >= 0;
	}

}
