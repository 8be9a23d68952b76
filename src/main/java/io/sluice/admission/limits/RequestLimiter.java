package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.process.TokenBucket;
import io.sluice.spi.RequestGate;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests of a listener: those in progress, those of each connection in a
 * second, and those of each address that ended before their targets. Creates a gate for
 * each connection. The limits may change, also for open connections.
 */
public final class RequestLimiter implements Function<InetAddress, RequestGate> {

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AddressLimit outstanding = new AddressLimit(Integer.MAX_VALUE);

	private volatile RequestLimits limits;

	/**
	 * Create a limiter.
	 * @param limits the limits
	 */
	public RequestLimiter(RequestLimits limits) {
		this.limits = limits;
	}

	/**
	 * Change the limits from the next request on.
	 * @param newLimits the limits
	 */
	public void change(RequestLimits newLimits) {
		this.limits = newLimits;
	}

	@Override
	public RequestGate apply(InetAddress client) {
		return new Gate(this, client);
	}

	private boolean isOverrun(InetAddress client, int max) {
		return max > 0 && !this.outstanding.isEmpty() && this.outstanding.count(client) > max;
	}

	private boolean tryEnter(int max) {
		if (this.inFlight.incrementAndGet() > max) {
			this.inFlight.decrementAndGet();
			return false;
		}
		return true;
	}

	private static final class Gate implements RequestGate {

		private static final AtomicIntegerFieldUpdater<Gate> COUNTED = AtomicIntegerFieldUpdater.newUpdater(Gate.class,
				"counted");

		private final RequestLimiter limiter;

		private final InetAddress client;

		/** The bucket of the current rate. Used by the connection's thread. */
		private @Nullable TokenBucket rate;

		/**
		 * The requests of the connection that count as in progress. Requests that entered
		 * while there was no limit do not.
		 */
		private volatile int counted;

		Gate(RequestLimiter limiter, InetAddress client) {
			this.limiter = limiter;
			this.client = client;
		}

		@Override
		public long delay(long now) {
			RequestLimits limits = this.limiter.limits;
			if (limits.perSecond() == 0 || !limits.delay()) {
				return 0;
			}
			TokenBucket bucket = bucket(limits.perSecond());
			return (bucket != null) ? bucket.nanosUntilNext(now) : 0;
		}

		private @Nullable TokenBucket bucket(int perSecond) {
			this.rate = TokenBucket.at(perSecond, this.rate);
			return this.rate;
		}

		@Override
		public @Nullable ErrorCode enter(long now) {
			RequestLimits limits = this.limiter.limits;
			TokenBucket bucket = bucket(limits.perSecond());
			if (bucket != null && !bucket.tryTake(now) && !limits.delay()) {
				return ErrorCode.RATE_LIMITED;
			}
			if (this.limiter.isOverrun(this.client, limits.outstandingOfAddress())) {
				return ErrorCode.BUSY;
			}
			return enterCounted(limits.inFlight());
		}

		private @Nullable ErrorCode enterCounted(int max) {
			if (max > 0) {
				if (!this.limiter.tryEnter(max)) {
					return ErrorCode.BUSY;
				}
				COUNTED.incrementAndGet(this);
			}
			return null;
		}

		@Override
		public void leave() {
			if (this.counted > 0 && COUNTED.getAndUpdate(this, (count) -> Math.max(0, count - 1)) > 0) {
				this.limiter.inFlight.decrementAndGet();
			}
		}

		@Override
		public void beginOutstanding() {
			this.limiter.outstanding.enter(this.client);
		}

		@Override
		public void endOutstanding() {
			this.limiter.outstanding.leave(this.client);
		}

	}

}
