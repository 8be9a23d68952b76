package io.sluice.admission.limits;

import java.util.concurrent.TimeUnit;

import io.sluice.process.TokenBucket;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections that a listener accepts in a second.
 */
@RequiredArgsConstructor
final class AcceptRate implements AcceptCondition {

	private final ConnectionRate rate;

	/** The bucket of the current rate; {@code null} while there is no limit. */
	private @Nullable TokenBucket bucket;

	/** Whether a token has been taken and no connection has been accepted for it. */
	private boolean taken;

	@Override
	public String reason() {
		return "rate";
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
		this.bucket = TokenBucket.at(this.rate.perSecond(), this.bucket);
		if (this.bucket == null) {
			return true;
		}
		if (!this.taken) {
			long wait = this.bucket.nanosUntilNext(System.nanoTime());
			TimeUnit.NANOSECONDS.sleep(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(patienceMillis)));
			this.taken = this.bucket.tryTake(System.nanoTime());
		}
		return this.taken;
	}

	/**
	 * Record that a connection has been accepted for the token.
	 */
	void recordAccept() {
		this.taken = false;
	}

}
