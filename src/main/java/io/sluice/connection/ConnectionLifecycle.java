package io.sluice.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection, from accept to close. Each event is a method and changes
 * the state at most once. The first close reason counts. Any thread.
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

	/** The state of a connection. */
	enum State {

		/** Before the first frame: PROXY header, address check, TLS handshake. */
		OPENING,
		/** The same, and the connection ends after its first reply. */
		OPENING_FOR_ONE,
		/** Requests are read and answered. */
		OPEN,
		/**
		 * Requests are read and answered, and the connection ends after the next reply.
		 */
		LAST_REPLY,
		/**
		 * The connection has a close reason: requests already read are answered, and no
		 * more is read.
		 */
		FINISHING,
		/** The output has ended or is being ended. */
		ENDING,
		/** The socket is closed. */
		CLOSED;

		/**
		 * The state after an event: the table of transitions.
		 * @param event the event
		 * @return the same state if the event changes nothing
		 */
		State after(Event event) {
			return switch (this) {
				case OPENING -> switch (event) {
					case OPEN -> OPEN;
					case FINISH, CLOSE -> CLOSED;
					case AWAIT_REPLY -> OPENING_FOR_ONE;
					case END -> OPENING;
				};
				case OPENING_FOR_ONE -> switch (event) {
					case OPEN -> LAST_REPLY;
					case FINISH, CLOSE -> CLOSED;
					case AWAIT_REPLY, END -> OPENING_FOR_ONE;
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

		/**
		 * Whether no frame may come yet.
		 */
		boolean isOpening() {
			return this == OPENING || this == OPENING_FOR_ONE;
		}

	}

	/** An event of a connection. */
	enum Event {

		/** The connection is ready for its first frame. */
		OPEN,
		/** The connection must end after the next reply. */
		AWAIT_REPLY,
		/** The connection must take no further request. */
		FINISH,
		/** The output must end after the last reply. */
		END,
		/** The socket must be closed. */
		CLOSE

	}

	/**
	 * A state with its close reason and time.
	 *
	 * @param state the state
	 * @param reason the close reason, or {@code null} if there is none yet
	 * @param since the {@link System#nanoTime()} at which the state began; set only with
	 * a close reason
	 */
	private record Stage(State state, @Nullable CloseReason reason, long since) {

		private static final Stage OPENING = new Stage(State.OPENING, null, 0);

		private static final Stage OPENING_FOR_ONE = new Stage(State.OPENING_FOR_ONE, null, 0);

		private static final Stage OPEN = new Stage(State.OPEN, null, 0);

		private static final Stage LAST_REPLY = new Stage(State.LAST_REPLY, null, 0);

		private Stage to(State next, @Nullable CloseReason why) {
			return switch (next) {
				case OPENING -> OPENING;
				case OPENING_FOR_ONE -> OPENING_FOR_ONE;
				case OPEN -> OPEN;
				case LAST_REPLY -> LAST_REPLY;
				case FINISHING, ENDING, CLOSED ->
					new Stage(next, (this.reason != null) ? this.reason : why, System.nanoTime());
			};
		}

	}

	private volatile Stage stage = Stage.OPENING;

	/**
	 * Begin to serve requests.
	 * @return {@code false} if the connection already has a close reason
	 */
	boolean open() {
		return move(Event.OPEN, null) != null;
	}

	/**
	 * End after the next reply.
	 * @return {@code false} if the connection already ends
	 */
	boolean awaitReply() {
		return move(Event.AWAIT_REPLY, null) != null;
	}

	/**
	 * Take no further request.
	 * @param reason the close reason; the first one counts
	 * @return the previous state, or {@code null} if the connection already had a close
	 * reason. A connection that was {@link State#isOpening() opening} is closed, and the
	 * caller must close its socket
	 */
	@Nullable State finish(CloseReason reason) {
		return move(Event.FINISH, reason);
	}

	/**
	 * End the output.
	 * @param reason the close reason; the first one counts
	 * @return whether the caller must end the output; {@code false} if another thread
	 * does, or if nothing can be sent
	 */
	boolean end(CloseReason reason) {
		return move(Event.END, reason) != null;
	}

	/**
	 * Close the connection.
	 * @param reason the close reason; the first one counts
	 * @return whether the caller must close the socket
	 */
	boolean close(CloseReason reason) {
		return move(Event.CLOSE, reason) != null;
	}

	/**
	 * @return the previous state, or {@code null} if the event changed nothing
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

	State state() {
		return this.stage.state();
	}

	/**
	 * The close reason.
	 * @return the first reason, or {@code null} if there is none
	 */
	@Nullable CloseReason reason() {
		return this.stage.reason();
	}

	/**
	 * The time that the connection has spent in its state.
	 * @param now the current {@link System#nanoTime()}
	 * @return nanoseconds; meaningless without a close reason
	 */
	long elapsed(long now) {
		return now - this.stage.since();
	}

	/**
	 * The close reason, or a default.
	 * @param latest the reason to return if there is none yet
	 * @return the first reason, or {@code latest}
	 */
	CloseReason reasonOr(CloseReason latest) {
		CloseReason first = reason();
		return (first != null) ? first : latest;
	}

	boolean isAtLastReply() {
		return this.stage.state() == State.LAST_REPLY;
	}

	boolean isOpening() {
		return this.stage.state().isOpening();
	}

	boolean isClosed() {
		return this.stage.state() == State.CLOSED;
	}

	/**
	 * Whether the output has ended or is being ended: nothing more can be sent.
	 */
	boolean isEnding() {
		return this.stage.state().compareTo(State.ENDING) >= 0;
	}

}
