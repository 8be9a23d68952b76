package io.sluice.upstream;

import java.time.Duration;

/**
 * The limits on the response to a request.
 *
 * @param timeout the time for the whole response
 * @param maxSize the maximum size of its body, in bytes
 */
public record ResponseLimits(Duration timeout, int maxSize) {

	/** For requests that come from no listener. */
	static final ResponseLimits DEFAULT = new ResponseLimits(Duration.ofSeconds(30), 64 * 1024);

}
