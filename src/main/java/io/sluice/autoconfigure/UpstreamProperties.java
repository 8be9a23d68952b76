package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A service that requests are sent to: over HTTP if it has a URL, or over TCP if it has
 * addresses.
 *
 * @param url URL of an HTTP service, such as http://pricing:8080. Its path and query
 * precede those of the routes. An upstream has either 'url' or 'to'.
 * @param to Addresses of a TCP service, such as core-1:9000. An upstream has either 'url'
 * or 'to'.
 * @param maxInFlight Maximum number of requests at an HTTP service at once, or on one
 * connection to a TCP service. Further requests wait within their timeout (HTTP), or
 * receive the error BUSY (TCP). The default is 256 for HTTP and 64 for TCP.
 * @param idempotent Whether a request that was sent and not answered may be sent again.
 * @param required Whether the gateway is ready only while the service is neither down nor
 * suspended.
 * @param connectTimeout Maximum time for a connection to the service to open, TLS
 * handshake included.
 * @param maxResponseSize Maximum size of the body of an HTTP response. The default is the
 * 'max-size' of the listener's framing.
 * @param ssl The TLS settings of connections to the service.
 * @param framing How messages of a TCP service are framed. The default is the framing
 * 'line'.
 * @param charset Charset of text in the messages of a TCP service. The default is UTF-8.
 * @param connections Number of connections to each address of a TCP service, from 1 to
 * 1000. The default is 8.
 * @param exclusive Whether a connection to a TCP service has one request at a time. The
 * default is false.
 * @param sticky Whether each client has its own connection to a TCP service, which is
 * opened and closed with the client's. What the service sends without a request goes to
 * the client. The default is false.
 * @param singleton Whether only one process connects to a TCP service, of all that have
 * this upstream. In the others its requests fail. The default is false.
 * @param timeout Maximum time from a request to the reply of a TCP service, from 1ms to
 * 1d. The default is 10s.
 * @param correlate How replies of a TCP service are matched to requests. The default is
 * their order.
 * @param health The active check of each address of a TCP service. The default is no
 * check.
 * @param reconnect The delays between attempts to connect to a TCP service.
 */
@ConfigurationPropertiesSource
record UpstreamProperties(@Nullable String url, @StrictList @DefaultValue List<String> to,
		@Nullable Integer maxInFlight, @DefaultValue("false") boolean idempotent,
		@DefaultValue("false") boolean required, @DefaultValue("5s") Duration connectTimeout,
		@Nullable DataSize maxResponseSize, @DefaultValue Ssl ssl,
		@NestedConfigurationProperty @Nullable FramingProperties framing, @Nullable Charset charset,
		@Nullable Integer connections, @Nullable Boolean exclusive, @Nullable Boolean sticky,
		@Nullable Boolean singleton, @Nullable Duration timeout, @Nullable Correlate correlate, @Nullable Health health,
		@Nullable Reconnect reconnect) {

	/**
	 * The TLS settings.
	 *
	 * @param bundle Name of the SSL bundle with the trusted authorities and, if the
	 * service asks for one, the certificate of the gateway. Without it, HTTP trusts the
	 * authorities of the Java runtime, and TCP does not use TLS.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * The way in which replies are matched to requests.
	 *
	 * @param by Whether replies arrive in the order of the requests ('order'), or in any
	 * order with a key that a request and its reply share ('key').
	 * @param extract Values of a request that are its key. Required for 'by: key'.
	 * @param extractReply Values of a reply that are the key of its request, in the same
	 * order. The default is 'extract'.
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
	 * @param send Request of the health check, as text with escapes (such as \r\n) or in
	 * hexadecimal (such as 0x0800). Required.
	 * @param expect The reply of a healthy address.
	 * @param every Time between two health checks of an address, from 1ms to 1d.
	 */
	public record Health(@Nullable String send, @Nullable Expect expect, @DefaultValue("10s") Duration every) {

	}

	/**
	 * The reply of a healthy service.
	 *
	 * @param startsWith Text or bytes that the reply to the health check must start with.
	 * Required.
	 */
	public record Expect(@Nullable String startsWith) {

	}

	/**
	 * The delays between attempts to connect. They double up to the maximum, less up to a
	 * half at random.
	 *
	 * @param backoff Delay before the next attempt to connect to an address, after the
	 * first failure, from 1ms to 1d. It doubles with each further failure, less up to
	 * half at random.
	 * @param maxBackoff Maximum delay between two attempts to connect to an address, from
	 * 1ms to 1d.
	 */
	public record Reconnect(@DefaultValue("100ms") Duration backoff, @DefaultValue("10s") Duration maxBackoff) {

	}

}
