package io.sluice.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The limits on the life of a connection; zero means no limit.
 *
 * @param handshake the limit for PROXY header and TLS handshake together
 * @param idle the limit for a connection with no request in flight and no input
 * @param idleCounts what ends the time without traffic
 * @param maxAge the maximum age; the connection ends between two messages, up to 10 %
 * earlier
 */
public record Lifetime(Duration handshake, Duration idle, IdleCounts idleCounts, Duration maxAge) {

	/**
	 * A random age from which one connection ends after its next reply. The jitter keeps
	 * connections that were opened together from reconnecting together.
	 * @return nanoseconds; {@link Long#MAX_VALUE} for no limit
	 */
	long jitteredMaxAge() {
		long nanos = this.maxAge.toNanos();
		return (nanos > 0) ? nanos - ageGraceNanos() - ThreadLocalRandom.current().nextLong(nanos / 20 + 1)
				: Long.MAX_VALUE;
	}

	/**
	 * The time after that age at which the connection ends without a reply. Such an end
	 * can hit a request on its way.
	 * @return nanoseconds
	 */
	long ageGraceNanos() {
		return this.maxAge.toNanos() / 20;
	}

	/**
	 * The longest time that a connection may be idle.
	 * @return nanoseconds; {@link Long#MAX_VALUE} for no limit
	 */
	long idleNanos() {
		return this.idle.isPositive() ? this.idle.toNanos() : Long.MAX_VALUE;
	}

}
