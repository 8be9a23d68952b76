package io.sluice.connection;

import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * {@link LateInterrupt}: however the thread that closes the connection, the sweeper and
 * the target's thread meet, the thread is interrupted once, or not at all once it has
 * left the target.
 */
class LateInterruptDrill {

	private static final int INVOCATIONS = 1_000;

	@Test
	void threadThatLeavesWhileItsDeadlineIsSetIsNotInterruptedAfterwards() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Target target = new Target();
			Thread other = DrilledThreads.start(() -> {
				target.setDeadline();
				target.sweep();
			});
			target.leave();
			target.check(other);
		});
	}

	@Test
	void threadThatLeavesAtItsDeadlineIsNotInterruptedAfterwards() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Target target = new Target();
			Thread closer = DrilledThreads.start(target::setDeadline);
			Thread sweeper = DrilledThreads.start(target::sweep);
			target.leave();
			target.check(closer, sweeper);
		});
	}

	@Test
	void threadThatStaysIsInterruptedOnce() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Target target = new Target();
			Thread sweeper = DrilledThreads.start(target::sweep);
			target.setDeadline();
			target.sweep();
			target.check(sweeper);
			if (target.interrupts.get() != 1) {
				throw new IllegalStateException(target.interrupts + " interrupts");
			}
		});
	}

	/**
	 * The thread that runs a target. The checker does not stop a thread that is about to
	 * interrupt another, so this one looks where it is when it is interrupted.
	 */
	private static final class Target extends Thread {

		/** The checker does not stop a thread at what only that one knows. */
		@SuppressWarnings("UnusedVariable")
		private static volatile Target latest;

		private final LateInterrupt interrupt = new LateInterrupt();

		private final AtomicInteger interrupts = new AtomicInteger();

		private volatile boolean left;

		private volatile boolean interruptedAfterwards;

		Target() {
			latest = this;
		}

		void setDeadline() {
			this.interrupt.set(this, 0);
		}

		void sweep() {
			this.interrupt.interruptIfDue(1);
		}

		void leave() {
			this.interrupt.leave();
			this.left = true;
		}

		@Override
		public void interrupt() {
			this.interruptedAfterwards = this.left;
			this.interrupts.incrementAndGet();
		}

		void check(Thread... others) {
			DrilledThreads.join("An interrupt came to the thread that checks", others);
			if (this.interruptedAfterwards || this.interrupts.get() > 1) {
				throw new IllegalStateException(
						"%s interrupts, after the target: %s".formatted(this.interrupts, this.interruptedAfterwards));
			}
		}

	}

}
