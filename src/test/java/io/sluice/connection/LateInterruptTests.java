package io.sluice.connection;

import io.sluice.connection.LateInterrupt.Event;
import io.sluice.connection.LateInterrupt.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link LateInterrupt}: where every event leads from every state, and which thread is
 * interrupted when.
 */
class LateInterruptTests {

	private final LateInterrupt interrupt = new LateInterrupt();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	/**
	 * The whole table.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			UNSET,        SET,             SET
			UNSET,        BEGIN_INTERRUPT, UNSET
			UNSET,        END_INTERRUPT,   UNSET
			UNSET,        LEAVE,           OVER
			SET,          SET,             SET
			SET,          BEGIN_INTERRUPT, INTERRUPTING
			SET,          END_INTERRUPT,   SET
			SET,          LEAVE,           OVER
			INTERRUPTING, SET,             INTERRUPTING
			INTERRUPTING, BEGIN_INTERRUPT, INTERRUPTING
			INTERRUPTING, END_INTERRUPT,   OVER
			INTERRUPTING, LEAVE,           INTERRUPTING
			OVER,         SET,             OVER
			OVER,         BEGIN_INTERRUPT, OVER
			OVER,         END_INTERRUPT,   OVER
			OVER,         LEAVE,           OVER
			""")
	void eachEventLeadsFromEachStateToOne(State from, Event event, State to) {
		assertThat(from.after(event)).isEqualTo(to);
	}

	@Test
	void theTableHasEveryStateAndEvent() {
		assertThat(State.values().length * Event.values().length).isEqualTo(16);
	}

	@Test
	void threadIsInterruptedAtTheDeadlineOnce() {
		assertThat(this.interrupt.set(Thread.currentThread(), 10)).isTrue();
		assertThat(this.interrupt.interruptIfDue(9)).isFalse();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.interrupt.interruptIfDue(10)).isTrue();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.interrupt.interruptIfDue(11)).isTrue();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void threadThatHasLeftItsTargetIsNotInterrupted() {
		this.interrupt.set(Thread.currentThread(), 10);
		this.interrupt.leave();
		assertThat(this.interrupt.interruptIfDue(10)).isTrue();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void deadlineOfATargetThatHasBeenLeftIsNotSet() {
		this.interrupt.leave();
		assertThat(this.interrupt.set(Thread.currentThread(), 10)).isFalse();
		assertThat(this.interrupt.interruptIfDue(10)).isTrue();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void threadIsHeldBackWhileItIsInterrupted() {
		State[] during = new State[1];
		this.interrupt.set(new Interruptible(() -> during[0] = this.interrupt.state()), 10);
		this.interrupt.interruptIfDue(10);
		assertThat(during).containsExactly(State.INTERRUPTING);
	}

	@Test
	void interruptThatFailsHoldsNoThreadBack() {
		this.interrupt.set(new Interruptible(() -> {
			throw new IllegalStateException("no memory to wake the thread");
		}), 10);
		assertThatIllegalStateException().isThrownBy(() -> this.interrupt.interruptIfDue(10));
		this.interrupt.leave();
		assertThat(this.interrupt.state()).isEqualTo(State.OVER);
	}

	/**
	 * A thread that tells when it is interrupted.
	 */
	private static final class Interruptible extends Thread {

		private final Runnable onInterrupt;

		Interruptible(Runnable onInterrupt) {
			this.onInterrupt = onInterrupt;
		}

		@Override
		public void interrupt() {
			this.onInterrupt.run();
		}

	}

}
