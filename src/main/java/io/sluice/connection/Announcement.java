package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * What has been published about a connection to its senders and to Spring's event
 * listeners: the open event and then the close event, or neither. The connection's thread
 * publishes the open event. The thread that closes the connection publishes the close
 * event, possibly at the same time.
 */
final class Announcement {

	private static final AtomicReferenceFieldUpdater<Announcement, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Announcement.class, State.class, "state");

	/** How far publishing has come. */
	enum State {

		/** No event has been published. */
		NONE,

		/** The open event is being published. */
		OPENING,

		/** The open event has been published. */
		OPEN,

		/** The open event is being published, and the connection is already closed. */
		CLOSE_DUE,

		/**
		 * Both events have been published, or none for a connection that was never open.
		 */
		CLOSED

	}

	private volatile State state = State.NONE;

	State state() {
		return this.state;
	}

	/**
	 * Whether the open event has been published or is being published.
	 */
	boolean isOpen() {
		State current = this.state;
		return current == State.OPENING || current == State.OPEN;
	}

	/**
	 * Claim the open event.
	 * @return {@code true} if the caller must publish it and then call
	 * {@link #finishOpen()}
	 */
	boolean beginOpen() {
		return STATE.compareAndSet(this, State.NONE, State.OPENING);
	}

	/**
	 * Record that the open event has been published.
	 * @return {@code true} if the caller must publish the close event as well
	 */
	boolean finishOpen() {
		return !STATE.compareAndSet(this, State.OPENING, State.OPEN)
				&& STATE.compareAndSet(this, State.CLOSE_DUE, State.CLOSED);
	}

	/**
	 * Record that the connection is closed.
	 * @return {@code true} if the caller must publish the close event
	 */
	boolean close() {
		return STATE.getAndUpdate(this, Announcement::afterClose) == State.OPEN;
	}

	private static State afterClose(State before) {
		return switch (before) {
			case OPENING, CLOSE_DUE -> State.CLOSE_DUE;
			case NONE, OPEN, CLOSED -> State.CLOSED;
		};
	}

}
