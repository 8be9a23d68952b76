package io.sluice.cluster;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers of the claims of this pod. Any thread.
 */
final class ClaimNumbers {

	private final AtomicLong last = new AtomicLong();

	/** The first number of the current connection. */
	private volatile long first = 1;

	long next() {
		return this.last.incrementAndGet();
	}

	/**
	 * Begin a connection: claims that were published in an earlier one have no effect,
	 * even if the engine brings them now.
	 */
	void beginConnection() {
		this.first = this.last.get() + 1;
	}

	/**
	 * Whether a claim was published in the current connection.
	 */
	boolean isCurrent(long number) {
		return number >= this.first;
	}

}
