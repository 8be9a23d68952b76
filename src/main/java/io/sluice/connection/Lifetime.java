package io.sluice.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a connection may last; a zero is no limit.
 *
 * @param handshake for what comes before the first frame: PROXY header and TLS together
 * @param idle for a connection with nothing in flight that sends nothing
 * @param maxAge for any, which ends between two messages, earlier by up to 10 %
 */
public record Lifetime(Duration handshake, Duration idle, Duration maxAge) {

	/**
	 * The age at which one connection ends behind its next reply, so that those that were
	 * opened together do not come back together.
	 * @return nanoseconds; {@link Long#MAX_VALUE} for never
	 */
	long jitteredMaxAge() {
		long nanos = this.maxAge.toNanos();
		return (nanos > 0) ? nanos - ageGraceNanos() - ThreadLocalRandom.current().nextLong(nanos / 20 + 1)
				: Long.MAX_VALUE;
	}

	/**
	 * How long after that it ends without a reply, which could take a request with it.
	 * @return nanoseconds
	 */
	long ageGraceNanos() {
		return this.maxAge.toNanos() / 20;
	}

	/**
	 * How long a connection may be idle.
	 * @return nanoseconds; {@link Long#MAX_VALUE} for ever
	 */
	long idleNanos() {
		return this.idle.isPositive() ? this.idle.toNanos() : Long.MAX_VALUE;
	}

}
