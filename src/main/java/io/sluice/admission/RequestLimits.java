package io.sluice.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.sluice.ErrorCode;
import io.sluice.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests of a listener: how many are handled at once, and how many each
 * connection sends in a second. Supplies a gate for each connection.
 */
public final class RequestLimits implements Supplier<RequestGate> {

	private final int maxInFlight;

	private final int perSecond;

	private final boolean delay;

	private final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * Bound requests.
	 * @param maxInFlight how many are handled at once, or 0 for any number
	 * @param perSecond how many a connection sends in a second, or 0 for any number
	 * @param delay whether a request over the rate waits, instead of being answered
	 * {@code RATE_LIMITED}
	 */
	public RequestLimits(int maxInFlight, int perSecond, boolean delay) {
		this.maxInFlight = maxInFlight;
		this.perSecond = perSecond;
		this.delay = delay;
	}

	@Override
	public RequestGate get() {
		return (this.maxInFlight == 0 && this.perSecond == 0) ? RequestGate.OPEN : new Gate();
	}

	private final class Gate implements RequestGate {

		private final @Nullable TokenBucket rate = (RequestLimits.this.perSecond > 0)
				? new TokenBucket(RequestLimits.this.perSecond) : null;

		@Override
		public long delay(long now) {
			return (this.rate != null && RequestLimits.this.delay) ? this.rate.nanosUntilNext(now) : 0;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			if (this.rate != null && !this.rate.tryTake(now) && !RequestLimits.this.delay) {
				return ErrorCode.RATE_LIMITED;
			}
			int max = RequestLimits.this.maxInFlight;
			if (max > 0 && RequestLimits.this.inFlight.incrementAndGet() > max) {
				RequestLimits.this.inFlight.decrementAndGet();
				return ErrorCode.BUSY;
			}
			return null;
		}

		@Override
		public void leave() {
			if (RequestLimits.this.maxInFlight > 0) {
				RequestLimits.this.inFlight.decrementAndGet();
			}
		}

	}

}
