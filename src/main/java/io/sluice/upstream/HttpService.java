package io.sluice.upstream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * An HTTP service.
 *
 * @param address its address
 * @param upstream makes the requests
 * @param maxResponseSize the maximum size of a response, or {@code null} for that of each
 * route
 */
public record HttpService(HttpAddress address, HttpUpstream upstream, @Nullable DataSize maxResponseSize) {

	/**
	 * The limits on the response to a request.
	 * @param limits those of the route
	 */
	ResponseLimits limit(ResponseLimits limits) {
		return (this.maxResponseSize != null)
				? new ResponseLimits(limits.timeout(), (int) this.maxResponseSize.toBytes()) : limits;
	}

}
