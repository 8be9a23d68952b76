package io.sluice.upstream;

import java.time.Duration;
import java.util.Arrays;

/**
 * A request that an upstream must answer while it is healthy.
 *
 * @param request the request, without its framing
 * @param expected what the reply must start with
 * @param every the time between two checks of an address
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HealthCheck(byte[] request, byte[] expected, Duration every) {

	boolean isExpected(byte[] reply) {
		return reply.length >= this.expected.length
				&& Arrays.equals(reply, 0, this.expected.length, this.expected, 0, this.expected.length);
	}

}
