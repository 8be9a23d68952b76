package io.sluice.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * What a vital thread does: one step after another for as long as it should, whatever a
 * step throws. A step that fails is logged, once a minute and if there is memory for
 * that, and followed by a pause.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.process")
public final class VitalLoop implements Runnable {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String name;

	private final VitalThreads threads;

	private final BooleanSupplier goesOn;

	private final Step step;

	/** When the next failure is logged; used by the thread alone. */
	private long logAt = System.nanoTime();

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
			// an Error too: without this thread no connection would be served
			survive(ex);
			return true;
		}
	}

	/**
	 * Must not throw: to log takes memory, which may be what the step was short of.
	 */
	private void survive(Throwable failure) {
		try {
			long now = System.nanoTime();
			if (now - this.logAt >= 0) {
				this.logAt = now + LOG_NANOS;
				log.error("The thread '{}' goes on after a failure", this.name, failure);
			}
			// a park returns at once while the flag is set
			Thread.interrupted();
			LockSupport.parkNanos(this, PAUSE_NANOS);
		}
		catch (Throwable ex) {
			// the step is tried again all the same
		}
	}

	/**
	 * One round of the loop.
	 */
	@FunctionalInterface
	public interface Step {

		/**
		 * Run it.
		 * @return {@code false} where there is no point in another one
		 * @throws Exception if this one failed
		 */
		boolean run() throws Exception;

	}

}
