package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests of a listener: how many are handled at once, how many each
 * connection sends in a second, and how many targets of each address outlive their
 * requests. Gives a gate to each connection.
 */
public final class RequestLimits implements Function<InetAddress, RequestGate> {

	private final int maxInFlight;

	private final int maxOfAddress;

	private final int perSecond;

	private final boolean delay;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AddressLimit outstanding = new AddressLimit(Integer.MAX_VALUE);

	/**
	 * Bound requests.
	 * @param maxInFlight how many are handled at once, or 0 for any number
	 * @param maxOfAddress how many an address may have that are outstanding before its
	 * next is answered {@code BUSY}, or 0 for any number
	 * @param perSecond how many a connection sends in a second, or 0 for any number
	 * @param delay whether a request over the rate waits, instead of being answered
	 * {@code RATE_LIMITED}
	 */
	public RequestLimits(int maxInFlight, int maxOfAddress, int perSecond, boolean delay) {
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

		private final @Nullable TokenBucket rate = (RequestLimits.this.perSecond > 0)
				? new TokenBucket(RequestLimits.this.perSecond) : null;

		Gate(InetAddress client) {
			this.client = client;
		}

		@Override
		public long delay(long now) {
			return (this.rate != null && RequestLimits.this.delay) ? this.rate.nanosUntilNext(now) : 0;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			if (this.rate != null && !this.rate.tryTake(now) && !RequestLimits.this.delay) {
				return ErrorCode.RATE_LIMITED;
			}
			return (isOverrun(this.client) || !tryEnter()) ? ErrorCode.BUSY : null;
		}

		@Override
		public void leave() {
			if (RequestLimits.this.maxInFlight > 0) {
				RequestLimits.this.inFlight.decrementAndGet();
			}
		}

		@Override
		public void beginOutstanding() {
			if (RequestLimits.this.maxOfAddress > 0) {
				RequestLimits.this.outstanding.enter(this.client);
			}
		}

		@Override
		public void endOutstanding() {
			if (RequestLimits.this.maxOfAddress > 0) {
				RequestLimits.this.outstanding.leave(this.client);
			}
		}

	}

}
