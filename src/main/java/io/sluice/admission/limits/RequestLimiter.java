package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.process.TokenBucket;
import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests of a listener: those in progress, those of each connection in a
 * second, and those of each address that ended before their targets. Creates a gate for
 * each connection.
 */
public final class RequestLimiter implements Function<InetAddress, RequestGate> {

	private final int maxInFlight;

	private final int maxOfAddress;

	private final int perSecond;

	private final boolean delay;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AddressLimit outstanding = new AddressLimit(Integer.MAX_VALUE);

	/**
	 * Create limits.
	 * @param maxInFlight the most requests in progress, or 0 for no limit
	 * @param maxOfAddress the most outstanding requests of an address before its next
	 * request is answered {@code BUSY}, or 0 for no limit
	 * @param perSecond the most requests of a connection in a second, or 0 for no limit
	 * @param delay whether a request over the rate waits, instead of being answered
	 * {@code
	 * RATE_LIMITED}
	 */
	public RequestLimiter(int maxInFlight, int maxOfAddress, int perSecond, boolean delay) {
		this.maxInFlight = maxInFlight;
		this.maxOfAddress = maxOfAddress;
		this.perSecond = perSecond;
		this.delay = delay;
	}

	@Override
	public RequestGate apply(InetAddress client) {
		return (this.maxInFlight == 0 && this.maxOfAddress == 0 && this.perSecond == 0) ? RequestGate.OPEN
				: new Gate(client);
	}

	private boolean isOverrun(InetAddress client) {
		return this.maxOfAddress > 0 && !this.outstanding.isEmpty()
				&& this.outstanding.count(client) > this.maxOfAddress;
	}

	private boolean tryEnter() {
		if (this.maxInFlight > 0 && this.inFlight.incrementAndGet() > this.maxInFlight) {
			this.inFlight.decrementAndGet();
			return false;
		}
		return true;
	}

	private final class Gate implements RequestGate {

		private final InetAddress client;

		private final @Nullable TokenBucket rate = (RequestLimiter.this.perSecond > 0)
				? new TokenBucket(RequestLimiter.this.perSecond) : null;

		Gate(InetAddress client) {
			this.client = client;
		}

		@Override
		public long delay(long now) {
			return (this.rate != null && RequestLimiter.this.delay) ? this.rate.nanosUntilNext(now) : 0;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			if (this.rate != null && !this.rate.tryTake(now) && !RequestLimiter.this.delay) {
				return ErrorCode.RATE_LIMITED;
			}
			return (isOverrun(this.client) || !tryEnter()) ? ErrorCode.BUSY : null;
		}

		@Override
		public void leave() {
			if (RequestLimiter.this.maxInFlight > 0) {
				RequestLimiter.this.inFlight.decrementAndGet();
			}
		}

		@Override
		public void beginOutstanding() {
			if (RequestLimiter.this.maxOfAddress > 0) {
				RequestLimiter.this.outstanding.enter(this.client);
			}
		}

		@Override
		public void endOutstanding() {
			if (RequestLimiter.this.maxOfAddress > 0) {
				RequestLimiter.this.outstanding.leave(this.client);
			}
		}

	}

}
