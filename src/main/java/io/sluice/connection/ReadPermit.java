package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Whether a connection's thread may wait in a read. The thread that ends the input and
 * the one that reads meet here: what a read brings that was under way at the end is not
 * for the connection any more, as its output may have been ended meanwhile.
 */
final class ReadPermit {

	private static final AtomicReferenceFieldUpdater<ReadPermit, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ReadPermit.class, State.class, "state");

	/** What the connection's thread is at, and whether its input has ended. */
	enum State {

		/** It is not reading. */
		BUSY,
		/** It may be waiting in a read. */
		READING,
		/** It finds the end of the stream when it next reads. */
		ENDING,
		/** What its read brings is not for it any more. */
		CUT_OFF;

		/**
		 * Where an event leads: the table of transitions.
		 */
		State after(Event event) {
			return switch (this) {
				case BUSY -> switch (event) {
					case BEGIN_WAIT -> READING;
					case END_WAIT -> BUSY;
					case END -> ENDING;
				};
				case READING -> switch (event) {
					case BEGIN_WAIT -> READING;
					case END_WAIT -> BUSY;
					case END -> CUT_OFF;
				};
				case ENDING -> ENDING;
				case CUT_OFF -> CUT_OFF;
			};
		}

	}

	/** What happens. */
	enum Event {

		/** The connection's thread is about to wait. */
		BEGIN_WAIT,
		/** It has waited. */
		END_WAIT,
		/** The input is to end. */
		END

	}

	private volatile State state = State.BUSY;

	State state() {
		return this.state;
	}

	/**
	 * Wait from now on.
	 * @return {@code false} where the input has ended
	 */
	boolean beginWait() {
		return move(Event.BEGIN_WAIT) == State.READING;
	}

	/**
	 * Wait no more.
	 * @return {@code false} where the input ended while the thread waited: what it has
	 * read is not for it
	 */
	boolean endWait() {
		return move(Event.END_WAIT) != State.CUT_OFF;
	}

	/**
	 * End the input: the next read, or the one that waits, finds the end of the stream.
	 * Any thread.
	 * @return whether a read waits
	 */
	boolean end() {
		return move(Event.END) == State.CUT_OFF;
	}

	private State move(Event event) {
		while (true) {
			State before = this.state;
			State next = before.after(event);
			if (next == before || STATE.compareAndSet(this, before, next)) {
				return next;
			}
		}
	}

	/**
	 * Whether the next read finds the end of the stream.
	 */
	boolean isEnded() {
		State current = this.state;
		return current == State.ENDING || current == State.CUT_OFF;
	}

	/**
	 * Whether a read was under way at the end.
	 */
	boolean isCutOff() {
		return this.state == State.CUT_OFF;
	}

}
