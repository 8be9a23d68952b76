package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sluice.admission.tls.ClientAuth;
import io.sluice.connection.ErrorMode;
import io.sluice.connection.IdleCounts;
import io.sluice.connection.OnDisconnect;
import io.sluice.connection.OnTimeout;
import io.sluice.session.IdentitySource;
import io.sluice.session.OnDuplicate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the gateway. The text of each component is its description in the
 * configuration metadata.
 *
 * @param limits The limits of all listeners together.
 * @param shutdown The times of a graceful stop.
 * @param accessLog The access log of connections and requests.
 * @param console The web page that shows the state of the gateway.
 * @param reload The reload of the configuration while the gateway runs.
 * @param cluster The other pods of the gateway, whose sessions the application reaches
 * too.
 * @param upstreams The services that requests are sent to, by name. A name consists of
 * letters, digits and dashes.
 * @param listeners The listeners by name. A name consists of letters, digits and dashes.
 */
@ConfigurationProperties(prefix = "sluice", ignoreUnknownFields = false)
public record SluiceProperties(@DefaultValue GatewayLimits limits, @DefaultValue Shutdown shutdown,
		@DefaultValue AccessLog accessLog, @DefaultValue Console console, @DefaultValue Reload reload,
		@DefaultValue Cluster cluster, @DefaultValue Map<String, UpstreamProperties> upstreams,
		@DefaultValue Map<String, Listener> listeners) {

	/**
	 * The limits of all listeners together.
	 *
	 * @param maxConnections Maximum number of open connections on all listeners together.
	 * At the limit, further clients wait in the backlog. 0 for the number of file
	 * descriptors that the process may open, less 512.
	 * @param memory Maximum memory that clients can make the process hold, at least 1MB:
	 * connections, half-read frames, TLS state, payloads, replies and pushes. The default
	 * is 30 % of the maximum heap.
	 */
	public record GatewayLimits(@DefaultValue("0") int maxConnections, @Nullable DataSize memory) {

	}

	/**
	 * The times of a stop.
	 *
	 * @param acceptFor Time for which listeners still accept connections after readiness
	 * is down, so that a load balancer can react; from 0s to 1h.
	 * @param closeSpread Time over which listeners evenly close idle connections when the
	 * application stops, so that clients do not all reconnect at once; from 0s to 1h.
	 * @param timeout Maximum time that connections have to finish their requests when the
	 * application stops, from 0s to 1h. Then the remaining connections are closed. The
	 * default is spring.lifecycle.timeout-per-shutdown-phase, or else 30s.
	 */
	public record Shutdown(@DefaultValue("0s") Duration acceptFor, @DefaultValue("0s") Duration closeSpread,
			@Nullable Duration timeout) {

	}

	/**
	 * The access log of connections and requests, written by the logger 'sluice.access'.
	 *
	 * @param enabled Whether the access log is written, by the logger 'sluice.access'.
	 * @param per Whether the access log has an entry for each connection only, or also
	 * for each request.
	 * @param payload Maximum size of a request's payload in its entry of the access log,
	 * up to 4KB, after the Redactor bean has processed it. Needs 'per: request'. 0B for
	 * no payload.
	 * @param skip Connections that have no entry in the access log: 'empty' for those
	 * that the client closed before its first byte, such as health checks. The default is
	 * none.
	 */
	public record AccessLog(@DefaultValue("false") boolean enabled, @DefaultValue("connection") Per per,
			@DefaultValue("0B") DataSize payload, @DefaultValue List<Skip> skip) {

		/** The kinds of connections without an entry. */
		public enum Skip {

			/**
			 * Connections that the client closed before its first byte, such as health
			 * checks that only connect.
			 */
			EMPTY

		}

		/** The events that have an entry. */
		public enum Per {

			/** The end of each connection. */
			CONNECTION,

			/** The end of each request, and of each connection. */
			REQUEST

		}

	}

	/**
	 * The web page that shows the state of the gateway, at the root of the port that
	 * serves Actuator.
	 *
	 * @param enabled Whether the console is served at the root of the port that serves
	 * Actuator. The default in the executable is true.
	 * @param allowedHosts Host names that requests to the console and to Sluice's
	 * Actuator endpoints may have in their Host header, whether the console is enabled or
	 * not. IP addresses are always allowed.
	 */
	public record Console(@DefaultValue("false") boolean enabled, @DefaultValue( {
			"localhost", "127.0.0.1", "[::1]" }) List<String> allowedHosts){

	}

	/**
	 * The reload of the configuration while the gateway runs.
	 *
	 * @param watch Whether the configuration is reloaded when one of its files changes.
	 */
	public record Reload(@DefaultValue("false") boolean watch) {

	}

	/**
	 * The other pods of the gateway, whose sessions the application reaches too.
	 *
	 * @param via Engine that connects the pods: 'none' for no cluster, 'redis' for the
	 * Redis of 'spring.data.redis', or 'channels' for two message channels of the
	 * application.
	 * @param pod Name of this pod in results and logs, of 1 to 253 characters. The
	 * default is the environment variable HOSTNAME, or else the name of the host.
	 * @param prefix Beginning of the names of the engine's channels, of 1 to 64 letters,
	 * digits and '.', '_', '-' or ':'. Gateways with different prefixes do not see one
	 * another.
	 * @param clockSkew Maximum difference between the clocks of two pods, from 0ms to
	 * 10s. A pod waits this much longer before it reports that the outcome of a push is
	 * UNKNOWN.
	 * @param maxPayload Maximum size of a message to a session of another pod, and of its
	 * answer, from 1KB to 64MB.
	 * @param required Whether readiness depends on the engine.
	 * @param outbound Name of the MessageChannel bean that takes what this pod sends, a
	 * byte[], for 'via: channels'.
	 * @param inbound Name of the SubscribableChannel bean that brings what all pods send,
	 * for 'via: channels'.
	 * @param lease The times of the leases, each of which only one process holds.
	 */
	public record Cluster(@DefaultValue("none") Via via, @Nullable String pod, @DefaultValue("sluice") String prefix,
			@DefaultValue("500ms") Duration clockSkew, @DefaultValue("1MB") DataSize maxPayload,
			@DefaultValue("false") boolean required, @Nullable String outbound, @Nullable String inbound,
			@DefaultValue @NestedConfigurationProperty LeaseProperties lease) {

		/** The engines that connect pods. */
		public enum Via {

			/** There is no cluster. */
			NONE,

			/** Redis. */
			REDIS,

			/** Two message channels of the application. */
			CHANNELS

		}

	}

	/**
	 * One listener.
	 *
	 * @param port Port that the listener listens on, from 1 to 65535; 0 for any free
	 * port. Required unless 'connect' is set.
	 * @param connect Addresses of clients that are servers, such as 10.1.0.7:4001. The
	 * listener connects to them instead of listening.
	 * @param reconnect The delays between attempts to connect to a client, for a listener
	 * with 'connect'.
	 * @param leader Whether only one process connects, of all that have this listener,
	 * for a listener with 'connect'.
	 * @param address Local address that the listener listens on, or connects from. The
	 * default is all addresses.
	 * @param enabled Whether the listener is created. A listener that is not enabled
	 * opens no port.
	 * @param charset Charset of text in messages and replies. JSON is always UTF-8.
	 * @param backlog Maximum number of clients that wait in the backlog to be accepted,
	 * from 1 to 65535. The operating system may have a lower limit.
	 * @param tcpNoDelay Whether the operating system sends small writes at once
	 * (TCP_NODELAY), instead of collecting them.
	 * @param keepAlive The keep-alive probes of the operating system on silent
	 * connections.
	 * @param receiveBuffer Size of the kernel's receive buffer of a connection
	 * (SO_RCVBUF), from 1KB to 1GB. By default, the operating system chooses and adjusts
	 * it.
	 * @param sendBuffer Size of the kernel's send buffer of a connection (SO_SNDBUF),
	 * from 1KB to 1GB. By default, the operating system chooses and adjusts it.
	 * @param executor The threads that serve connections.
	 * @param requestTimeout Maximum time from the arrival of a request to the target's
	 * reply, from 1ms to 1d. Then the client receives the error TIMEOUT.
	 * @param onTimeout Action on a handler that still runs when its request times out:
	 * 'interrupt' its thread, or 'abandon' it to go on. Its reply is dropped.
	 * @param onDisconnect Action on a handler that still runs when its client has
	 * disconnected: let it 'finish', or 'interrupt' its thread. Its reply is dropped.
	 * @param pipeline Maximum number of requests of one connection that are at their
	 * targets at once, from 1 to 1024. With 1, requests are handled one after another.
	 * @param replyOrder Order of replies if 'pipeline' is above 1: 'request' for the
	 * order of the requests, 'any' to send each reply as soon as it is there.
	 * @param limits The limits of the listener on connections and requests.
	 * @param identity The names of sessions, by which the application reaches clients.
	 * @param correlate How answers of clients to asks of the application are told from
	 * requests. Without it, the application cannot ask.
	 * @param greeting First message to each client, as text with escapes (such as \r\n)
	 * or in hexadecimal (such as 0x06). The default is none.
	 * @param heartbeat The messages that keep connections alive and detect dead ones.
	 * Without them, no heartbeat is sent.
	 * @param rebalance When connections are given away to other pods. Without it, none
	 * is.
	 * @param timeouts The timeouts of connections.
	 * @param access The client addresses that may connect.
	 * @param proxyProtocol The PROXY protocol, by which a proxy tells the address of its
	 * client.
	 * @param ssl The TLS settings. Without them, the listener does not use TLS.
	 * @param framing How the listener cuts the bytes of a connection into messages.
	 * @param errors The replies to requests that fail.
	 * @param deadLetter Destination of a broker for the messages that no route takes or
	 * that fail for good, such as kafka:rejects. The default is none.
	 * @param routes Routes from messages to targets. A message takes the first route that
	 * matches. A listener needs at least one.
	 */
	@ConfigurationPropertiesSource
	public record Listener(@Nullable Integer port, @DefaultValue List<String> connect,
			@DefaultValue Reconnect reconnect, @DefaultValue("false") boolean leader, @Nullable InetAddress address,
			@DefaultValue("true") boolean enabled, @DefaultValue("UTF-8") Charset charset,
			@DefaultValue("1024") int backlog, @DefaultValue("true") boolean tcpNoDelay,
			@DefaultValue KeepAlive keepAlive, @Nullable DataSize receiveBuffer, @Nullable DataSize sendBuffer,
			@DefaultValue Executor executor, @DefaultValue("30s") Duration requestTimeout,
			@DefaultValue("interrupt") OnTimeout onTimeout, @DefaultValue("finish") OnDisconnect onDisconnect,
			@DefaultValue("1") int pipeline, @DefaultValue("request") ReplyOrder replyOrder,
			@DefaultValue Limits limits, @DefaultValue Identity identity, @Nullable Correlate correlate,
			@Nullable String greeting, @Nullable Heartbeat heartbeat, @Nullable Rebalance rebalance,
			@DefaultValue Timeouts timeouts, @DefaultValue Access access, @DefaultValue ProxyProtocol proxyProtocol,
			@Nullable Ssl ssl, @DefaultValue @NestedConfigurationProperty ListenerFramingProperties framing,
			@DefaultValue Errors errors, @Nullable String deadLetter, @DefaultValue List<RouteProperties> routes) {

	}

	/**
	 * The names of sessions, by which the application reaches clients.
	 *
	 * @param by Source of a session's name: 'message' for a value of a message,
	 * 'tls-subject' or 'tls-name' for the client's certificate, 'peer' for the client's
	 * address. By default, only handlers name sessions.
	 * @param extract The value of a message that names its session. Required for 'by:
	 * message'.
	 * @param reply Reply to a message that names its session, with placeholders such as
	 * {json:$.id}. Such a message is not routed. Without a reply, it is routed.
	 * @param requiredWithin Time from the opening of a connection within which its
	 * session must be named, up to 1d. Until then its messages are answered UNIDENTIFIED;
	 * afterwards the connection is closed. 0s to require no name.
	 * @param onDuplicate Action when a session takes a name that another session of the
	 * listener has: 'close-old' closes the other session, 'refuse-new' closes this one,
	 * 'allow' gives the name to both, and messages go to this one.
	 */
	public record Identity(@Nullable IdentitySource by, RouteProperties.@Nullable Extract extract,
			@Nullable String reply, @DefaultValue("0s") Duration requiredWithin,
			@DefaultValue("close-old") OnDuplicate onDuplicate) {

	}

	/**
	 * How the answers of clients to asks of the application are recognized.
	 *
	 * @param by Whether the next answer belongs to the oldest ask ('order'), or each
	 * answer has the key of its ask ('key').
	 * @param extract Values of an ask that are its key. Required for 'by: key' without
	 * 'correlator'.
	 * @param extractReply Values of an answer that are the key of its ask. The default is
	 * 'extract'.
	 * @param correlator Name of a TcpCorrelator bean that finds the keys, in place of
	 * 'extract'.
	 * @param answers The messages that can be answers; all others are requests. By
	 * default, all messages can be answers.
	 * @param late Action on an answer that arrives after its ask has timed out: 'drop'
	 * it, or 'route' it as a request.
	 * @param lateWithin Maximum time for an answer after its ask has timed out, from 1ms
	 * to 1d. With 'by: order', the connection is closed if none has arrived by then.
	 */
	public record Correlate(@DefaultValue("order") UpstreamProperties.Correlate.By by,
			@StrictList @DefaultValue List<RouteProperties.Extract> extract,
			@StrictList @DefaultValue List<RouteProperties.Extract> extractReply, @Nullable String correlator,
			RouteProperties.@Nullable When answers, @DefaultValue("30s") Duration lateWithin,
			@DefaultValue("drop") Late late) {

		/** The actions on a late answer. */
		public enum Late {

			/** It is dropped and counted. */
			DROP,

			/** It is routed as a request. */
			ROUTE

		}

	}

	/**
	 * The messages that keep connections alive and detect dead ones.
	 *
	 * @param every Time after the last byte sent to a client after which the client
	 * receives a heartbeat, from 1s to 1d.
	 * @param send Heartbeat, as text with escapes (such as \r\n) or in hexadecimal (such
	 * as 0x05). Required.
	 * @param expect Answer to a heartbeat, as text with escapes or in hexadecimal; 'any'
	 * for any message. Without it, no answer is expected, and no connection is closed.
	 * @param misses Number of heartbeats without an answer after which a connection is
	 * closed, from 1 to 1000.
	 */
	public record Heartbeat(@DefaultValue("60s") Duration every, @Nullable String send, @Nullable String expect,
			@DefaultValue("3") int misses) {

	}

	/**
	 * When a listener gives connections away, because the listener of this name has fewer
	 * in other pods.
	 *
	 * @param maxSkew Number of connections, as a multiple of the mean of all pods, from
	 * which on this pod closes some, from 1.05 to 100.
	 * @param rate Maximum share of its connections that this pod closes in a second,
	 * minute or hour, such as 1%/min.
	 * @param minAge Minimum age of a connection that this pod closes, up to 365d.
	 */
	public record Rebalance(@DefaultValue("1.3") double maxSkew, @DefaultValue("1%/min") String rate,
			@DefaultValue("10m") Duration minAge) {

	}

	/** The order of the replies to requests that are at their targets at once. */
	public enum ReplyOrder {

		/** Replies leave in the order of the requests. */
		REQUEST,

		/** Replies leave as they come; for protocols whose messages have keys. */
		ANY

	}

	/**
	 * The delays before a connection is opened again.
	 *
	 * @param backoff Delay before the next attempt to connect to a client, after the
	 * first failure. It doubles with each further failure.
	 * @param maxBackoff Maximum delay between two attempts to connect to a client.
	 */
	public record Reconnect(@DefaultValue("1s") Duration backoff, @DefaultValue("1m") Duration maxBackoff) {

	}

	/**
	 * The probes of the operating system on silent connections. They detect clients that
	 * have vanished, and keep the entries of a NAT alive.
	 *
	 * @param enabled Whether the operating system probes silent connections
	 * (SO_KEEPALIVE).
	 * @param idle Time without traffic before the first keep-alive probe (TCP_KEEPIDLE),
	 * in whole seconds from 1s to 32767s.
	 * @param interval Time between unanswered keep-alive probes (TCP_KEEPINTVL), in whole
	 * seconds from 1s to 32767s.
	 * @param count Number of unanswered keep-alive probes after which the connection is
	 * closed (TCP_KEEPCNT), from 1 to 127.
	 */
	public record KeepAlive(@DefaultValue("true") boolean enabled, @DefaultValue("60s") Duration idle,
			@DefaultValue("10s") Duration interval, @DefaultValue("6") int count) {

	}

	/**
	 * The threads that serve connections.
	 *
	 * @param type Whether each connection has a virtual thread ('virtual'), or
	 * connections share a pool of platform threads ('pool').
	 * @param maxThreads Maximum number of connections that a pool serves at once, from 1
	 * to 100000. Further clients wait in the backlog. Ignored with virtual threads.
	 */
	public record Executor(@DefaultValue("virtual") Type type, @DefaultValue("200") int maxThreads) {

		/** The kinds of threads. */
		public enum Type {

			/** A virtual thread for each connection. */
			VIRTUAL,

			/** A bounded pool of platform threads. */
			POOL

		}

		boolean isPool() {
			return this.type == Type.POOL;
		}

	}

	/**
	 * The limits of a listener on connections and requests.
	 *
	 * @param maxConnections Maximum number of open connections on the listener. At the
	 * limit, further clients wait in the backlog. 0 for the limit of the process only.
	 * @param maxConnectionsPerAddress Maximum number of open connections from one client
	 * address, or from one /64 network of IPv6. At the limit, further connections are
	 * rejected. 0 for no limit.
	 * @param connectionsPerSecond Maximum number of connections that the listener accepts
	 * in a second. At the limit, further clients wait in the backlog. 0 for no limit.
	 * @param requestsPerSecond Maximum number of requests in a second on one connection.
	 * 0 for no limit.
	 * @param overRate Action on a request that exceeds 'requests-per-second': 'answer' it
	 * RATE_LIMITED, or 'delay' it and read nothing more from the connection meanwhile.
	 * @param maxRequestsInFlight Maximum number of requests of the listener whose targets
	 * have not completed. At the limit, further requests receive the error BUSY. 0 for no
	 * limit.
	 * @param maxOutstanding Maximum number of requests that have ended, for example by a
	 * timeout or a disconnect, while their targets still run. At the limit, new requests
	 * receive the error BUSY. 0 for no limit.
	 * @param maxPendingPushes Maximum number of pushes to a session that wait for its
	 * client to read, from 1 to 100000. At the limit, further pushes are STUCK at once.
	 * @param maxOverhead Maximum size of TLS records without data that a client may send
	 * in a row, from 1KB to 1GB. Then the connection is closed.
	 */
	public record Limits(@DefaultValue("0") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress,
			@DefaultValue("0") int connectionsPerSecond, @DefaultValue("0") int requestsPerSecond,
			@DefaultValue("answer") OverRate overRate, @DefaultValue("0") int maxRequestsInFlight,
			@DefaultValue("1000") int maxOutstanding, @DefaultValue("64") int maxPendingPushes,
			@DefaultValue("64KB") DataSize maxOverhead) {

		/** The actions on a request over the rate. */
		public enum OverRate {

			/** The request receives the error RATE_LIMITED. */
			ANSWER,

			/** The request waits, and the connection reads nothing more meanwhile. */
			DELAY

		}

	}

	/**
	 * The timeouts of clients.
	 *
	 * @param idle Maximum time that a connection is open without a request, up to 365d.
	 * Then the connection is closed. 0s for no limit.
	 * @param idleCounts Whether only what a client sends keeps its connection from being
	 * idle ('received'), or also what is sent to it ('both').
	 * @param frame Maximum time from the first byte of a frame to its last, from 1ms to
	 * 1d. Then the connection is closed.
	 * @param push Maximum time that a push waits for its client to read, from 1ms to 1d.
	 * Then the push is STUCK.
	 * @param write Maximum time that a write makes no progress because the client does
	 * not read, from 1ms to 1d. Then the connection is closed.
	 * @param handshake Maximum time for the PROXY header and the TLS handshake together,
	 * from 1ms to 1d. Then the connection is closed.
	 * @param maxAge Maximum age of a connection, up to 365d. From a random point between
	 * 90 and 95 % of this age, the connection is closed after its next reply. 0s for no
	 * limit.
	 */
	public record Timeouts(@DefaultValue("10m") Duration idle, @DefaultValue("received") IdleCounts idleCounts,
			@DefaultValue("30s") Duration frame, @DefaultValue("1s") Duration push, @DefaultValue("30s") Duration write,
			@DefaultValue("10s") Duration handshake, @DefaultValue("0s") Duration maxAge) {

	}

	/**
	 * The client addresses that may connect.
	 *
	 * @param allow IP addresses, or blocks such as 10.0.0.0/8, that may connect. The
	 * default is all addresses.
	 * @param deny IP addresses, or blocks such as 10.0.0.0/8, that may not connect, even
	 * if 'allow' contains them. The default is none.
	 */
	public record Access(@DefaultValue List<String> allow, @DefaultValue List<String> deny) {

	}

	/**
	 * The PROXY protocol, versions 1 and 2, by which a proxy names its client.
	 *
	 * @param mode Whether every connection must begin with a PROXY header ('required'),
	 * or none may ('off').
	 * @param trusted IP addresses, or blocks such as 10.0.0.0/8, of proxies whose PROXY
	 * header is accepted. The default is all addresses.
	 */
	public record ProxyProtocol(@DefaultValue("off") Mode mode, @DefaultValue List<String> trusted) {

		/** The modes of the PROXY protocol. */
		public enum Mode {

			/** Connections have no PROXY header. */
			OFF,

			/** Every connection begins with a PROXY header. */
			REQUIRED

		}

		boolean isRequired() {
			return this.mode == Mode.REQUIRED;
		}

	}

	/**
	 * The TLS settings.
	 *
	 * @param bundle Name of the SSL bundle with the listener's certificate and, for
	 * client certificates, the trusted authorities.
	 * @param clientAuth Whether clients must send a certificate: 'none' asks for none,
	 * 'want' accepts clients without one, 'need' rejects them.
	 * @param enabledProtocols Enabled versions of TLS: TLSv1.3, TLSv1.2 or both. The
	 * default is the bundle's options.enabled-protocols or protocol, or else both.
	 * @param sessionTimeout Time for which a client may resume its TLS session instead of
	 * making a full handshake, from 1s to 7d. The default is 10m if 'client-auth' is
	 * 'want' or 'need', and 1h if it is 'none'.
	 * @param sni Certificates for clients that request a server name (SNI). Other clients
	 * get the certificate of 'bundle'.
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth,
			@DefaultValue List<String> enabledProtocols, @Nullable Duration sessionTimeout,
			@DefaultValue List<Sni> sni) {

	}

	/**
	 * The certificate for clients that request a server name (SNI).
	 *
	 * @param host Server name that clients request, such as gateway.example.com or
	 * *.example.com.
	 * @param bundle Name of the SSL bundle with the certificate for this server name.
	 */
	@ConfigurationPropertiesSource
	public record Sni(@Nullable String host, @Nullable String bundle) {

	}

	/**
	 * The replies to requests that fail.
	 *
	 * @param mode Response to a request that fails: 'answer' sends an error reply,
	 * 'close' closes the connection instead, 'silent' sends nothing. The default is
	 * 'close' for the framing 'fixed', and 'answer' for all others.
	 * @param template Template of an error reply, in which {code} and {message} are
	 * replaced. The default is 'ERR {code} {message}', a JSON object for the framing
	 * 'json', and an HL7 acknowledgment for the framing 'mllp'.
	 */
	public record Errors(@Nullable ErrorMode mode, @Nullable String template) {

	}

}
