package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Whether the connection's thread may block in a read. The thread that ends the input and
 * the thread that reads synchronize here. Bytes of a read that was blocked when the input
 * ended are discarded, because the output may have ended in the meantime.
 */
final class ReadPermit {

	private static final AtomicReferenceFieldUpdater<ReadPermit, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ReadPermit.class, State.class, "state");

	/** What the connection's thread is doing, and whether its input has ended. */
	enum State {

		/** The thread is not reading. */
		BUSY,
		/** The thread may be blocked in a read. */
		READING,
		/** The next read finds the end of the stream. */
		ENDING,
		/** The result of the blocked read must be discarded. */
		CUT_OFF;

		/**
		 * The state after an event: the table of transitions.
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

	/** An event. */
	enum Event {

		/** The connection's thread is about to wait. */
		BEGIN_WAIT,
		/** The connection's thread has waited. */
		END_WAIT,
		/** The input must end. */
		END

	}

	private volatile State state = State.BUSY;

	State state() {
		return this.state;
	}

	/**
	 * Begin a wait.
	 * @return {@code false} if the input has ended
	 */
	boolean beginWait() {
		return move(Event.BEGIN_WAIT) == State.READING;
	}

	/**
	 * End a wait.
	 * @return {@code false} if the input ended during the wait: the result of the read
	 * must be discarded
	 */
	boolean endWait() {
		return move(Event.END_WAIT) != State.CUT_OFF;
	}

	/**
	 * End the input: the next read, or the read that blocks now, finds the end of the
	 * stream. Any thread.
	 * @return whether a read blocks now
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
	 * Whether a read was blocked when the input ended.
	 */
	boolean isCutOff() {
		return this.state == State.CUT_OFF;
	}

}
