package io.sluice.connection;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The interrupt of a target that has lost its client, at the deadline of its request. It
 * never meets what the thread does after the target: the thread does not leave the target
 * while the interrupt is on its way. Any thread.
 */
final class LateInterrupt {

	/** The state of the interrupt. */
	enum State {

		/** The target has no deadline. */
		UNSET,

		/** The target is interrupted at its deadline. */
		SET,

		/** The sweeper interrupts the thread, which must not leave the target. */
		INTERRUPTING,

		/** The thread has been interrupted, or has left the target. */
		OVER;

		/**
		 * The state after an event; the same state if the event changes nothing.
		 */
		State after(Event event) {
			return switch (this) {
				case UNSET -> switch (event) {
					case SET -> SET;
					case LEAVE -> OVER;
					case BEGIN_INTERRUPT, END_INTERRUPT -> UNSET;
				};
				case SET -> switch (event) {
					case BEGIN_INTERRUPT -> INTERRUPTING;
					case LEAVE -> OVER;
					case SET, END_INTERRUPT -> SET;
				};
				case INTERRUPTING -> switch (event) {
					case END_INTERRUPT -> OVER;
					case SET, BEGIN_INTERRUPT, LEAVE -> INTERRUPTING;
				};
				case OVER -> OVER;
			};
		}

	}

	/** An event of the interrupt. */
	enum Event {

		/** The client is gone: the target is held to its deadline. */
		SET,

		/** The deadline has passed. */
		BEGIN_INTERRUPT,

		/** The thread has been interrupted. */
		END_INTERRUPT,

		/** The thread is about to leave the target. */
		LEAVE

	}

	/**
	 * A state, and what belongs to it.
	 *
	 * @param state the state
	 * @param thread the thread that runs the target; only in the state {@code SET}
	 * @param deadline the {@link System#nanoTime()} of the interrupt; only in the same
	 * state
	 */
	private record Stage(State state, @Nullable Thread thread, long deadline) {

		private static final Stage UNSET = new Stage(State.UNSET, null, 0);

		private static final Stage INTERRUPTING = new Stage(State.INTERRUPTING, null, 0);

		private static final Stage OVER = new Stage(State.OVER, null, 0);

	}

	private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.UNSET);

	State state() {
		return this.stage.get().state();
	}

	/**
	 * Set the deadline, once.
	 * @param thread the thread that runs the target
	 * @param deadline the deadline, a {@link System#nanoTime()}
	 * @return {@code false} if the thread has left the target
	 */
	boolean set(Thread thread, long deadline) {
		return move(Event.SET, new Stage(State.SET, thread, deadline));
	}

	/**
	 * Interrupt the thread if the deadline has passed. Called by the sweeper.
	 * @param now the current {@link System#nanoTime()}
	 * @return whether the deadline needs no further check
	 */
	boolean interruptIfDue(long now) {
		Stage current = this.stage.get();
		Thread thread = current.thread();
		if (thread != null && now - current.deadline() >= 0 && move(Event.BEGIN_INTERRUPT, Stage.INTERRUPTING)) {
			try {
				thread.interrupt();
			}
			finally {
				move(Event.END_INTERRUPT, Stage.OVER);
			}
		}
		return state() == State.OVER;
	}

	/**
	 * Leave the target. Waits for an interrupt that is on its way, which does not block.
	 * Called by the thread that runs the target; it is not interrupted afterwards.
	 */
	// yield to the sweeper, which may wait for a processor
	@SuppressWarnings("ThreadPriorityCheck")
	void leave() {
		move(Event.LEAVE, Stage.OVER);
		while (state() != State.OVER) {
			Thread.yield();
		}
	}

	/**
	 * @param next the stage to which the event leads, unless it changes nothing
	 * @return {@code false} if the event changed nothing
	 */
	private boolean move(Event event, Stage next) {
		while (true) {
			Stage before = this.stage.get();
			if (before.state().after(event) != next.state() || before.state() == next.state()) {
				return false;
			}
			if (this.stage.compareAndSet(before, next)) {
				return true;
			}
		}
	}

}
