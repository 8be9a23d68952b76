package io.sluice.admission.limits;

import java.util.concurrent.TimeUnit;

import io.sluice.process.TokenBucket;

/**
 * Limits the connections that a listener accepts in a second.
 */
final class AcceptRate implements AcceptCondition {

	private final TokenBucket bucket;

	/** Whether a token has been taken and no connection has been accepted for it. */
	private boolean taken;

	AcceptRate(int perSecond) {
		this.bucket = new TokenBucket(perSecond);
	}

	@Override
	public String reason() {
		return "rate";
	}

	@Override
	public boolean await(long patienceMillis) throws InterruptedException {
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
