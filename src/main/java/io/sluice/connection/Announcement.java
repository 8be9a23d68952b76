package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * What senders and Spring's event listeners have been told of a connection: that it is
 * open, and then that it is closed, or neither. The one is published by the connection's
 * thread, and the other by the thread that closes it, which may be at the same time.
 */
final class Announcement {

	private static final AtomicReferenceFieldUpdater<Announcement, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Announcement.class, State.class, "state");

	/** What has been published. */
	enum State {

		/** Nothing. */
		NONE,

		/** That it is open is being published. */
		OPENING,

		/** That it is open. */
		OPEN,

		/** That it is open is being published, and it is closed already. */
		CLOSE_DUE,

		/** All there is, or nothing for a connection that was never open. */
		CLOSED

	}

	private volatile State state = State.NONE;

	State state() {
		return this.state;
	}

	/**
	 * Whether it has been published that the connection is open, or is being published.
	 */
	boolean isOpen() {
		State current = this.state;
		return current == State.OPENING || current == State.OPEN;
	}

	/**
	 * The connection is open.
	 * @return whether to publish that, and then to call {@link #finishOpen()}
	 */
	boolean beginOpen() {
		return STATE.compareAndSet(this, State.NONE, State.OPENING);
	}

	/**
	 * It has been published that the connection is open.
	 * @return whether to publish now that it is closed
	 */
	boolean finishOpen() {
		return !STATE.compareAndSet(this, State.OPENING, State.OPEN)
				&& STATE.compareAndSet(this, State.CLOSE_DUE, State.CLOSED);
	}

	/**
	 * The connection is closed.
	 * @return whether to publish that now
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
