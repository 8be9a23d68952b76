package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A service that requests are sent to: over HTTP if it has a URL, or over TCP if it has
 * addresses.
 *
 * @param url URL of an HTTP service, such as http://pricing:8080. A path or query in it
 * stands before those of the routes.
 * @param to Addresses of a TCP service, such as core-1:9000.
 * @param maxInFlight Maximum number of requests at the service at once; further requests
 * wait within their timeout. The default is 256 for an HTTP service.
 * @param idempotent Whether a request that was sent and not answered may be sent again.
 * @param required Whether the gateway is ready only while the service is available.
 * @param connectTimeout Maximum time for a connection to the service to open.
 * @param maxResponseSize Maximum size of a response. The default is the max-size of the
 * listener's framing.
 * @param ssl The TLS settings.
 */
record UpstreamProperties(@Nullable String url, @StrictList @DefaultValue List<String> to,
		@Nullable Integer maxInFlight, @DefaultValue("false") boolean idempotent,
		@DefaultValue("false") boolean required, @DefaultValue("5s") Duration connectTimeout,
		@Nullable DataSize maxResponseSize, @DefaultValue Ssl ssl) {

	/**
	 * The TLS settings.
	 *
	 * @param bundle Name of the SSL bundle with the trusted authorities and, if the
	 * service asks for one, the certificate of the gateway. The default is the
	 * authorities of the Java runtime.
	 */
	public record Ssl(@Nullable String bundle) {

	}

}
