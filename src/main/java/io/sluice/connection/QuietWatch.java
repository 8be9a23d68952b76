package io.sluice.connection;

import java.util.concurrent.TimeUnit;

/**
 * Whether a connection is quiet, so that its thread had better end than wait for input.
 * Used by the connection's thread unless a method says otherwise.
 */
final class QuietWatch {

	/** The time without input after which a connection is quiet. */
	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** Whether the latest input was late: the next one probably is, too. */
	private boolean quiet;

	/** Whether a wait without a thread has ended, so that there may be input. */
	private boolean inputDue;

	/**
	 * Whether no thread waits for input. Not volatile: a stale value does no harm.
	 */
	private boolean threadless;

	/** Whether the connection's thread must leave its wait. */
	private volatile boolean leaving;

	/**
	 * Whether the thread had better end than wait.
	 */
	boolean isQuiet() {
		return this.quiet && !this.inputDue;
	}

	/**
	 * Record input.
	 * @param nanos the time since the input before it
	 */
	void recordInput(long nanos) {
		this.quiet = nanos >= QUIET_NANOS;
	}

	/**
	 * Record that a wait without a thread is about to begin.
	 */
	void beginWait() {
		this.threadless = true;
	}

	/**
	 * Record that a wait without a thread has ended.
	 */
	void endWait() {
		this.threadless = false;
		this.inputDue = true;
	}

	/**
	 * Record that the thread is about to read or wait.
	 * @return whether it can read first
	 */
	boolean takeInputDue() {
		boolean due = this.inputDue;
		this.inputDue = false;
		if (this.leaving) {
			// that was another wait
			this.leaving = false;
		}
		return due;
	}

	/**
	 * Demand that the thread leaves its wait, if that is a long one. Any thread.
	 * @param nanos the time since the latest input
	 * @return {@code true} if the thread must be woken
	 */
	boolean demandLeave(long nanos) {
		if (this.threadless || nanos < QUIET_NANOS) {
			return false;
		}
		this.leaving = true;
		return true;
	}

	/**
	 * Whether the thread must leave its wait. Answered once.
	 */
	boolean takeDemand() {
		boolean demanded = this.leaving;
		if (demanded) {
			this.leaving = false;
			this.quiet = true;
		}
		return demanded;
	}

}
