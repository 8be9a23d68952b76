package io.sluice.admission.limits;

import java.util.concurrent.TimeUnit;

/**
 * Lets through a number of things a second, and as many at once after a second of rest.
 * It is full at first, has no clock of its own, and does not drift: it counts in whole
 * billionths of a token. For one thread.
 */
final class TokenBucket {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** In a second of n tokens a nanosecond brings n billionths. */
	private static final long TOKEN = SECOND;

	private final int perSecond;

	private final long capacity;

	private long credit;

	private long last;

	/**
	 * Create a full bucket.
	 * @param perSecond the rate, which is the largest burst too; 1 or more
	 */
	public TokenBucket(int perSecond) {
		if (perSecond < 1) {
			throw new IllegalArgumentException("a rate is 1 per second or more, not %d".formatted(perSecond));
		}
		this.perSecond = perSecond;
		this.capacity = perSecond * TOKEN;
		this.credit = this.capacity;
	}

	/**
	 * Take a token if there is one.
	 * @param nowNanos the time by {@link System#nanoTime()}; one before that of an
	 * earlier call counts as no time passed
	 * @return whether there was one
	 */
	public boolean tryTake(long nowNanos) {
		refill(nowNanos);
		if (this.credit < TOKEN) {
			return false;
		}
		this.credit -= TOKEN;
		return true;
	}

	/**
	 * How long it is until there is a token.
	 * @param nowNanos the time by {@link System#nanoTime()}
	 * @return nanoseconds, rounded up; 0 if there is one now
	 */
	public long nanosUntilNext(long nowNanos) {
		refill(nowNanos);
		return Math.max(0, Math.ceilDiv(TOKEN - this.credit, this.perSecond));
	}

	private void refill(long now) {
		long elapsed = now - this.last;
		if (this.credit == this.capacity || elapsed >= SECOND) {
			// where it is full, whenever that was, and at the first call: last means
			// nothing
			this.credit = this.capacity;
			this.last = now;
		}
		else if (elapsed > 0) {
			this.credit = Math.min(this.capacity, this.credit + elapsed * this.perSecond);
			this.last = now;
		}
	}

}
