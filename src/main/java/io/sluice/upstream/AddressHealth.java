package io.sluice.upstream;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The health of an address. Requests that fail in a row eject it for a while; afterwards
 * it gets fewer requests at first. A failed check excludes it until a check succeeds. Any
 * thread; times are of {@link System#nanoTime()}.
 */
final class AddressHealth {

	/** Requests that fail in a row until the address is ejected. */
	static final int FAILURES = 5;

	/** The time of the first ejection; it doubles with each further one. */
	static final long EJECTION_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Ejections that lengthen the next one. */
	private static final int MAX_DOUBLINGS = 5;

	/** The time in which an address returns to its full share. */
	static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** The factor by which the requests of an address count when it returns. */
	private static final int SLOWEST = 10;

	private int failures;

	private int ejections;

	/** When the address is at its full share again; 0 if it is. */
	private volatile long fullAt;

	/** When the ejection ends; 0 if the address is not ejected. */
	private volatile long ejectedUntil;

	/** Why the latest check has failed; {@code null} if it has not. */
	private volatile @Nullable String checkFailure;

	/**
	 * Record a reply.
	 */
	void recordReply() {
		// races do no harm: another failure in a row counts again
		if (this.failures != 0) {
			resetFailures();
		}
	}

	private synchronized void resetFailures() {
		this.failures = 0;
	}

	/**
	 * Record a request without a reply.
	 * @return whether the address is ejected by this failure
	 */
	synchronized boolean recordFailure(long now) {
		if (isEjected(now) || ++this.failures < FAILURES) {
			return false;
		}
		boolean soon = this.fullAt != 0 && now - this.fullAt < 0;
		this.ejections = soon ? Math.min(this.ejections + 1, MAX_DOUBLINGS) : 0;
		this.failures = 0;
		this.ejectedUntil = nonZero(now + (EJECTION_NANOS << this.ejections));
		this.fullAt = nonZero(this.ejectedUntil + SLOW_NANOS);
		return true;
	}

	/**
	 * Record that the address can be connected to again.
	 */
	synchronized void recordReturn(long now) {
		this.failures = 0;
		this.fullAt = nonZero(now + SLOW_NANOS);
	}

	/**
	 * Record the result of a check.
	 * @param failure why it has failed, or {@code null}
	 * @return whether the result differs from the one before
	 */
	synchronized boolean recordCheck(@Nullable String failure, long now) {
		boolean changed = (failure == null) != (this.checkFailure == null);
		this.checkFailure = failure;
		if (changed && failure == null) {
			recordReturn(now);
		}
		return changed;
	}

	@Nullable String checkFailure() {
		return this.checkFailure;
	}

	boolean isEjected(long now) {
		long until = this.ejectedUntil;
		return until != 0 && now - until < 0;
	}

	/**
	 * The factor by which the requests in flight count, so that an address that returns
	 * gets fewer: from 10 down to 1.
	 */
	double slowness(long now) {
		long full = this.fullAt;
		long left = (full != 0) ? full - now : 0;
		return (left <= 0) ? 1 : 1 + (SLOWEST - 1) * Math.min(1, (double) left / SLOW_NANOS);
	}

	private static long nonZero(long time) {
		return (time != 0) ? time : 1;
	}

}
