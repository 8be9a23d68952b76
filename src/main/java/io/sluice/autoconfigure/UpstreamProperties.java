package io.sluice.autoconfigure;

import java.nio.charset.Charset;
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
 * @param maxInFlight Maximum number of requests at an HTTP service at once, where further
 * requests wait within their timeout, or on a connection to a TCP service. The default is
 * 256 for HTTP and 64 for TCP.
 * @param idempotent Whether a request that was sent and not answered may be sent again.
 * @param required Whether the gateway is ready only while the service is neither down nor
 * suspended.
 * @param connectTimeout Maximum time for a connection to the service to open.
 * @param maxResponseSize Maximum size of a response. The default is the max-size of the
 * listener's framing.
 * @param ssl The TLS settings.
 * @param framing The framing of messages of a TCP service.
 * @param charset Charset of text in the messages of a TCP service. The default is UTF-8.
 * @param connections Number of connections to each address of a TCP service. The default
 * is 8.
 * @param exclusive Whether a connection to a TCP service has one request at a time.
 * @param sticky Whether each client has a connection of its own to a TCP service, which
 * is opened and closed with the client's. What the service sends without a request goes
 * to the client.
 * @param timeout Maximum time from a request to the reply of a TCP service. The default
 * is 10s.
 * @param correlate The way in which replies of a TCP service are matched to requests.
 * @param health The check that a TCP service is healthy. The default is no check.
 * @param reconnect The delays between attempts to connect to a TCP service.
 */
record UpstreamProperties(@Nullable String url, @StrictList @DefaultValue List<String> to,
		@Nullable Integer maxInFlight, @DefaultValue("false") boolean idempotent,
		@DefaultValue("false") boolean required, @DefaultValue("5s") Duration connectTimeout,
		@Nullable DataSize maxResponseSize, @DefaultValue Ssl ssl, SluiceProperties.@Nullable Framing framing,
		@Nullable Charset charset, @Nullable Integer connections, @Nullable Boolean exclusive, @Nullable Boolean sticky,
		@Nullable Duration timeout, @Nullable Correlate correlate, @Nullable Health health,
		@Nullable Reconnect reconnect) {

	/**
	 * The TLS settings.
	 *
	 * @param bundle Name of the SSL bundle with the trusted authorities and, if the
	 * service asks for one, the certificate of the gateway. The default is the
	 * authorities of the Java runtime.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * The way in which replies are matched to requests.
	 *
	 * @param by Whether replies arrive in the order of the requests, or in any order with
	 * a key that a request and its reply share.
	 * @param extract Values of a request that are its key.
	 * @param extractReply Values of a reply that are its key, in the same order. The
	 * default is 'extract'.
	 */
	public record Correlate(@DefaultValue("order") By by,
			@StrictList @DefaultValue List<RouteProperties.Extract> extract,
			@StrictList @DefaultValue List<RouteProperties.Extract> extractReply) {

		/** The ways. */
		public enum By {

			/** The order of the requests. */
			ORDER,

			/** A key. */
			KEY

		}

	}

	/**
	 * The check that an address of a service is healthy. An address that fails it gets no
	 * requests until it passes.
	 *
	 * @param send The request of the check, as text with escapes or, with the prefix 0x,
	 * bytes in hexadecimal.
	 * @param expect The reply of a healthy service.
	 * @param every Time between two checks.
	 */
	public record Health(@Nullable String send, @Nullable Expect expect, @DefaultValue("10s") Duration every) {

	}

	/**
	 * The reply of a healthy service.
	 *
	 * @param startsWith Text or bytes that the reply must start with.
	 */
	public record Expect(@Nullable String startsWith) {

	}

	/**
	 * The delays between attempts to connect. They double up to the maximum, less up to a
	 * half at random.
	 *
	 * @param backoff Delay after the first failure.
	 * @param maxBackoff Maximum delay.
	 */
	public record Reconnect(@DefaultValue("100ms") Duration backoff, @DefaultValue("10s") Duration maxBackoff) {

	}

}
