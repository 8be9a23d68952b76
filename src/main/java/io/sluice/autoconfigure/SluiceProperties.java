package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sluice.admission.tls.ClientAuth;
import io.sluice.connection.ErrorMode;
import io.sluice.connection.OnDisconnect;
import io.sluice.connection.OnTimeout;
import io.sluice.framing.FramingType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the gateway.
 *
 * @param limits what the whole process takes on
 * @param shutdown how listeners stop
 * @param accessLog what is told of connections and requests
 * @param console the page that shows the gateway at work
 * @param listeners the listeners by name; a name consists of letters, digits and dashes
 */
@ConfigurationProperties(prefix = "sluice", ignoreUnknownFields = false)
public record SluiceProperties(@DefaultValue GatewayLimits limits, @DefaultValue Shutdown shutdown,
		@DefaultValue AccessLog accessLog, @DefaultValue Console console,
		@DefaultValue Map<String, Listener> listeners) {

	/**
	 * What the whole process takes on.
	 *
	 * @param maxConnections how many connections may be open at once, on all listeners; 0
	 * for all file descriptors that the process may open but 512
	 * @param memory how much memory clients may make the process hold: open connections,
	 * half-read frames, payloads and replies; 30 % of the maximum heap unless set
	 */
	public record GatewayLimits(@DefaultValue("0") int maxConnections, @Nullable DataSize memory) {

	}

	/**
	 * How listeners stop.
	 *
	 * @param acceptFor how long connections are still accepted once readiness is down,
	 * for a load balancer to notice
	 * @param closeSpread the time over which idle connections are closed evenly
	 * @param timeout how long connections may take to end; then what is left is closed
	 * hard. Unless set, spring.lifecycle.timeout-per-shutdown-phase, or 30s
	 */
	public record Shutdown(@DefaultValue("0s") Duration acceptFor, @DefaultValue("0s") Duration closeSpread,
			@Nullable Duration timeout) {

	}

	/**
	 * What is told of connections and requests, by the logger 'sluice.access'.
	 *
	 * @param enabled whether anything is
	 * @param per an entry for each connection, or for each request as well
	 * @param payload how much of a request's payload its entry has, after the Redactor
	 * bean has seen it; 0B for nothing
	 * @param skip connections that are left out
	 */
	public record AccessLog(@DefaultValue("false") boolean enabled, @DefaultValue("connection") Per per,
			@DefaultValue("0B") DataSize payload, @DefaultValue List<Skip> skip) {

		/** What is left out. */
		public enum Skip {

			/**
			 * Connections whose client left before its first byte, such as health checks
			 * that only connect.
			 */
			EMPTY

		}

		/** What has an entry. */
		public enum Per {

			/** Every connection, when it has ended. */
			CONNECTION,

			/** Every request, and every connection. */
			REQUEST

		}

	}

	/**
	 * The page that shows the gateway at work, at the root of the port that serves
	 * Actuator.
	 *
	 * @param enabled whether it is there
	 * @param allowedHosts names under which the console and Sluice's own Actuator
	 * endpoints answer, with the console or without it; addresses need not be listed
	 */
	public record Console(@DefaultValue("false") boolean enabled, @DefaultValue( {
			"localhost", "127.0.0.1", "[::1]" }) List<String> allowedHosts){

	}

	/**
	 * One listener.
	 *
	 * @param port the port to listen on, 0 for any free one
	 * @param address the local address to listen on; all addresses unless set
	 * @param enabled whether to listen at all
	 * @param charset the encoding of text in messages and replies
	 * @param backlog how many clients may wait to be accepted
	 * @param tcpNoDelay whether to send without waiting for more (TCP_NODELAY)
	 * @param keepAlive when the system probes connections on which nothing comes
	 * @param receiveBuffer the kernel's buffer for what a client has sent (SO_RCVBUF);
	 * the system's own size unless set
	 * @param sendBuffer the kernel's buffer for what a client has yet to take
	 * (SO_SNDBUF); the system's own size unless set
	 * @param executor the threads that serve connections
	 * @param requestTimeout how long a request may take before it is answered TIMEOUT
	 * @param onTimeout what happens then to a handler that still runs
	 * @param onDisconnect what happens to a handler that still runs when its client is
	 * gone
	 * @param limits how much the listener takes on
	 * @param timeouts how long a client may take
	 * @param access which addresses may connect
	 * @param proxyProtocol whether a proxy says whose connection it forwards
	 * @param ssl how TLS is spoken, if it is
	 * @param framing how bytes become messages
	 * @param errors what becomes of requests that fail
	 * @param routes where requests go; the first one that matches counts
	 */
	public record Listener(@Nullable Integer port, @Nullable InetAddress address, @DefaultValue("true") boolean enabled,
			@DefaultValue("UTF-8") Charset charset, @DefaultValue("1024") int backlog,
			@DefaultValue("true") boolean tcpNoDelay, @DefaultValue KeepAlive keepAlive,
			@Nullable DataSize receiveBuffer, @Nullable DataSize sendBuffer, @DefaultValue Executor executor,
			@DefaultValue("30s") Duration requestTimeout, @DefaultValue("interrupt") OnTimeout onTimeout,
			@DefaultValue("finish") OnDisconnect onDisconnect, @DefaultValue Limits limits,
			@DefaultValue Timeouts timeouts, @DefaultValue Access access, @DefaultValue ProxyProtocol proxyProtocol,
			@Nullable Ssl ssl, @DefaultValue Framing framing, @DefaultValue Errors errors,
			@DefaultValue List<Route> routes) {

	}

	/**
	 * When the system probes connections on which nothing comes, to find clients that are
	 * gone and to keep a NAT's entry alive.
	 *
	 * @param enabled whether it does (SO_KEEPALIVE)
	 * @param idle the silence before the first probe (TCP_KEEPIDLE), in whole seconds
	 * @param interval the time between probes that are not answered (TCP_KEEPINTERVAL),
	 * in whole seconds
	 * @param count the number of unanswered probes after which the connection is closed
	 * (TCP_KEEPCOUNT)
	 */
	public record KeepAlive(@DefaultValue("true") boolean enabled, @DefaultValue("60s") Duration idle,
			@DefaultValue("10s") Duration interval, @DefaultValue("6") int count) {

	}

	/**
	 * The threads that serve connections.
	 *
	 * @param type a virtual thread for each connection, or a pool of platform threads
	 * @param maxThreads how many connections a pool serves at once; others wait in the
	 * backlog
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
	 * How much a listener takes on.
	 *
	 * @param maxConnections how many connections may be open at once, others wait in the
	 * backlog; 0 for as many as the process may have
	 * @param maxConnectionsPerAddress how many connections one client address may have,
	 * IPv6 by its /64 network; 0 for any number
	 * @param connectionsPerSecond how many connections are accepted in a second; 0 for
	 * any number
	 * @param requestsPerSecond how many requests a connection may send in a second; 0 for
	 * any number
	 * @param overRate what becomes of a request over that
	 * @param maxRequestsInFlight how many requests may be handled at once, others are
	 * answered BUSY, until their targets have completed; 0 for any number
	 * @param maxOutstanding how many requests may have ended, such as by TIMEOUT or a
	 * disconnect, whose targets still run; while there are as many, new requests are
	 * answered BUSY; 0 for any number
	 * @param maxOverhead how many bytes of TLS records a connection may send without any
	 * data in them, before it is closed as overhead_limit
	 */
	public record Limits(@DefaultValue("0") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress,
			@DefaultValue("0") int connectionsPerSecond, @DefaultValue("0") int requestsPerSecond,
			@DefaultValue("answer") OverRate overRate, @DefaultValue("0") int maxRequestsInFlight,
			@DefaultValue("1000") int maxOutstanding, @DefaultValue("64KB") DataSize maxOverhead) {

		/** What becomes of a request over the rate. */
		public enum OverRate {

			/** It is answered RATE_LIMITED. */
			ANSWER,

			/** It waits, and nothing more is read meanwhile. */
			DELAY

		}

	}

	/**
	 * How long a client may take.
	 *
	 * @param idle with nothing in flight and nothing read; 0s for ever
	 * @param frame from a frame's first byte to its last, however slowly the bytes come
	 * @param write without taking anything of a reply
	 * @param handshake for PROXY header and TLS together
	 * @param maxAge for a connection in all, which ends between two messages, up to 10 %
	 * earlier; 0s for ever
	 */
	public record Timeouts(@DefaultValue("10m") Duration idle, @DefaultValue("30s") Duration frame,
			@DefaultValue("30s") Duration write, @DefaultValue("10s") Duration handshake,
			@DefaultValue("0s") Duration maxAge) {

	}

	/**
	 * Which addresses may connect.
	 *
	 * @param allow blocks such as 10.0.0.0/8 or addresses that may; all unless set
	 * @param deny those that may not, even where they are allowed
	 */
	public record Access(@DefaultValue List<String> allow, @DefaultValue List<String> deny) {

	}

	/**
	 * Whether a proxy says whose connection it forwards (PROXY protocol, versions 1 and
	 * 2).
	 *
	 * @param mode whether every connection must begin with a PROXY header
	 * @param trusted the proxies, as blocks or addresses; all unless set
	 */
	public record ProxyProtocol(@DefaultValue("off") Mode mode, @DefaultValue List<String> trusted) {

		/** Whether there are PROXY headers. */
		public enum Mode {

			/** There are none. */
			OFF,

			/** Every connection begins with one. */
			REQUIRED

		}

		boolean isRequired() {
			return this.mode == Mode.REQUIRED;
		}

	}

	/**
	 * How TLS is spoken.
	 *
	 * @param bundle the SSL bundle with the certificate, and for client certificates the
	 * authorities they come from
	 * @param clientAuth whether a client has to show a certificate
	 * @param enabledProtocols TLSv1.3, TLSv1.2 or both; unless set, what the bundle's
	 * options.enabled-protocols or protocol say, else both
	 * @param sessionTimeout how long a client may resume its TLS session before it makes
	 * a full handshake again, from 1s to 7d. Unless set, 10m where client-auth is want or
	 * need, and 1h where it is none
	 * @param sni other certificates for clients that ask for a server by its name
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth,
			@DefaultValue List<String> enabledProtocols, @Nullable Duration sessionTimeout,
			@DefaultValue List<Sni> sni) {

	}

	/**
	 * The certificate for clients that ask for a server by its name.
	 *
	 * @param host a name, or one such as *.example.com
	 * @param bundle the SSL bundle with the certificate
	 */
	public record Sni(@Nullable String host, @Nullable String bundle) {

	}

	/**
	 * How bytes become messages. Which of the options apply depends on the type.
	 *
	 * @param type the framing
	 * @param maxSize the largest message, without delimiters and headers
	 * @param delimiter for 'delimiter': 1 to 8 bytes, as text with escapes (such as \r\n)
	 * or in hexadecimal (such as 0x1e0d)
	 * @param headerSize for 'length': the size of the length in bytes, 1 to 4
	 * @param byteOrder for 'length': the order of the length's bytes
	 * @param includesHeader for 'length' and 'ascii-length': whether the length counts
	 * itself
	 * @param digits for 'ascii-length': the number of digits, 1 to 9
	 * @param size for 'fixed': the size of every message
	 */
	public record Framing(@DefaultValue("line") FramingType type, @DefaultValue("64KB") DataSize maxSize,
			@Nullable String delimiter, @Nullable Integer headerSize, @Nullable Order byteOrder,
			@Nullable Boolean includesHeader, @Nullable Integer digits, @Nullable DataSize size) {

		/** The orders of bytes. */
		public enum Order {

			/** The most significant byte first. */
			BIG_ENDIAN,

			/** The least significant byte first. */
			LITTLE_ENDIAN

		}

	}

	/**
	 * What becomes of requests that fail.
	 *
	 * @param mode what the client sees: an error reply, the connection's end, or nothing.
	 * An answer unless set, except for framings 'fixed' and 'mllp', which close
	 * @param template the error reply, with {code} and {message} filled in. Unless set,
	 * 'ERR {code} {message}', or a JSON object for framing 'json'
	 */
	public record Errors(@Nullable ErrorMode mode, @Nullable String template) {

	}

	/**
	 * Where requests go that match.
	 *
	 * @param name the route's name in metrics; the target's unless set
	 * @param when what a message must look like; every message unless set
	 * @param to the target: a handler or a message channel
	 * @param reply whether the target's reply is sent to the client
	 */
	public record Route(@Nullable String name, @Nullable When when, @Nullable String to,
			@DefaultValue("auto") Reply reply) {

		/** Whether there is a reply. */
		public enum Reply {

			/** What the target replies is sent. */
			AUTO,

			/** Nothing is waited for or sent. */
			NONE

		}

	}

	/**
	 * What a message must look like: all that is set must hold. Values are text with
	 * escapes (such as \r or \x1e) or, beginning with 0x, bytes in hexadecimal.
	 *
	 * @param equals the message is exactly this
	 * @param startsWith the message begins with this
	 * @param endsWith the message ends with this
	 * @param matches the message's text as a whole matches this regular expression
	 */
	public record When(@Nullable String equals, @Nullable String startsWith, @Nullable String endsWith,
			@Nullable String matches) {

	}

}
