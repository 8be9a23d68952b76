package io.sluice.process;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Limits a rate: a number of tokens per second, and as many at once after a second
 * without use. The bucket is full at first. It has no clock of its own and does not
 * drift, because it counts in billionths of a token. For one thread.
 */
public final class TokenBucket {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** With n tokens per second, a nanosecond adds n billionths. */
	private static final long TOKEN = SECOND;

	private final int perSecond;

	private final long capacity;

	private long credit;

	private long last;

	/**
	 * Create a full bucket.
	 * @param perSecond the rate, and the largest burst; 1 or more
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
	 * The bucket of a rate that may change.
	 * @param perSecond the current rate, or 0 for no limit
	 * @param former the bucket in use, or {@code null}
	 * @return the bucket in use if it has this rate, another one, or {@code null} if
	 * there is no limit
	 */
	public static @Nullable TokenBucket at(int perSecond, @Nullable TokenBucket former) {
		if (perSecond == 0) {
			return null;
		}
		return (former != null && former.perSecond == perSecond) ? former : new TokenBucket(perSecond);
	}

	/**
	 * Take a token if there is one.
	 * @param nowNanos a {@link System#nanoTime()}; a time before that of an earlier call
	 * counts as the earlier time
	 * @return whether a token was taken
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
	 * The time until there is a token.
	 * @param nowNanos a {@link System#nanoTime()}
	 * @return nanoseconds, rounded up; 0 if there is a token
	 */
	public long nanosUntilNext(long nowNanos) {
		refill(nowNanos);
		return Math.max(0, Math.ceilDiv(TOKEN - this.credit, this.perSecond));
	}

	/**
	 * Whether the bucket is full, as a new one is.
	 * @param nowNanos a {@link System#nanoTime()}
	 */
	public boolean isFull(long nowNanos) {
		refill(nowNanos);
		return this.credit == this.capacity;
	}

	private void refill(long now) {
		long elapsed = now - this.last;
		if (this.credit == this.capacity || elapsed >= SECOND) {
			// if the bucket is full, or at the first call, the time of the last refill
			// has no meaning
			this.credit = this.capacity;
			this.last = now;
		}
		else if (elapsed > 0) {
			this.credit = Math.min(this.capacity, this.credit + elapsed * this.perSecond);
			this.last = now;
		}
	}

}
