package io.sluice.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The loop of a vital thread. It repeats a step for as long as it should run, whatever a
 * step throws. A failed step is logged, at most once a minute and if there is memory for
 * the log line, and is followed by a pause.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.process")
public final class VitalLoop implements Runnable {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final String name;

	private final VitalThreadMonitor threads;

	private final BooleanSupplier goesOn;

	private final Step step;

	private final LogLimit failures = new LogLimit();

	/**
	 * Create the thread of the loop. It has the loop's name, under which its end is
	 * reported.
	 * @param kind the kind of thread
	 * @return a thread that is not started
	 */
	public Thread newThread(Thread.Builder kind) {
		return kind.name(this.name).unstarted(this);
	}

	@Override
	public void run() {
		while (this.goesOn.getAsBoolean()) {
			boolean survives = false;
			try {
				survives = runStep();
			}
			finally {
				if (!survives && this.goesOn.getAsBoolean()) {
					this.threads.reportEnd(this.name);
				}
			}
			if (!survives) {
				return;
			}
		}
	}

	private boolean runStep() {
		try {
			return this.step.run();
		}
		catch (Throwable ex) {
			// an Error, too: without this thread, no connection is served
			logAndPause(ex);
			return true;
		}
	}

	/**
	 * Log a failure. Must not throw: logging needs memory, and a lack of memory may be
	 * the failure.
	 */
	private void logAndPause(Throwable failure) {
		try {
			if (this.failures.tryTake(System.nanoTime())) {
				log.error("The thread '{}' goes on after a failure", this.name, failure);
			}
			// a park returns at once while the interrupt flag is set
			Thread.interrupted();
			LockSupport.parkNanos(this, PAUSE_NANOS);
		}
		catch (Throwable ex) {
			// the step is repeated anyway
		}
	}

	/**
	 * One step of the loop.
	 */
	@FunctionalInterface
	public interface Step {

		/**
		 * Run the step.
		 * @return {@code false} to end the loop
		 * @throws Exception if the step has failed
		 */
		boolean run() throws Exception;

	}

}
