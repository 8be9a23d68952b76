package io.sluice.support;

import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * A gate that admits every request and counts what enters, leaves and is outstanding.
 */
public final class CountingGate implements RequestGate {

	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicInteger left = new AtomicInteger();

	private final AtomicInteger outstanding = new AtomicInteger();

	private final AtomicInteger leastOutstanding = new AtomicInteger();

	public int entered() {
		return this.entered.get();
	}

	public int left() {
		return this.left.get();
	}

	public int outstanding() {
		return this.outstanding.get();
	}

	/**
	 * The smallest number that was ever outstanding: negative where one was given back
	 * twice.
	 */
	public int leastOutstanding() {
		return this.leastOutstanding.get();
	}

	@Override
	public long delay(long now) {
		return 0;
	}

	@Override
	public @Nullable ErrorCode enter(long now) {
		this.entered.incrementAndGet();
		return null;
	}

	@Override
	public void leave() {
		this.left.incrementAndGet();
	}

	@Override
	public void beginOutstanding() {
		this.outstanding.incrementAndGet();
	}

	@Override
	public void endOutstanding() {
		int now = this.outstanding.decrementAndGet();
		this.leastOutstanding.accumulateAndGet(now, Math::min);
	}

	@Override
	public String toString() {
		return this.left + " left, " + this.outstanding + " outstanding";
	}

}
