package io.sluice.telemetry;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import io.sluice.CloseReason;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the access log, for a connection or a request that has ended.
 *
 * @param client the client
 * @param span the time
 * @param traffic the requests and bytes
 * @param result the outcome of the request; for a connection that of its latest request,
 * or {@code null} if there was none
 * @param end the end of the connection, or {@code null} for the entry of a request
 */
public record AccessEntry(Client client, Span span, Traffic traffic, @Nullable Result result, @Nullable End end) {

	/**
	 * The client of a connection.
	 *
	 * @param listener the listener's name
	 * @param connectionId the connection's id, or {@code null} for a client that was
	 * rejected before it had one
	 * @param peer the client's address; behind a proxy, the address in the PROXY header
	 * @param proxy the proxy in front of the client, or {@code null} without one
	 * @param tls what TLS knows about the client, or {@code null} without TLS
	 * @param identities the names of its session; for an entry of the access log also
	 * those that another session has taken over
	 */
	public record Client(String listener, @Nullable String connectionId, InetSocketAddress peer,
			@Nullable ProxyPeer proxy, @Nullable TlsPeer tls, Set<String> identities) {

	}

	/**
	 * The time of a connection or a request.
	 *
	 * @param end the end
	 * @param nanos the duration
	 */
	public record Span(Instant end, long nanos) {

		/**
		 * A span that ends now.
		 * @param nanos the duration
		 */
		public static Span untilNow(long nanos) {
			return new Span(Instant.now(), nanos);
		}

		/**
		 * The beginning.
		 * @return the end minus the duration
		 */
		public Instant start() {
			return this.end.minusNanos(this.nanos);
		}

	}

	/**
	 * The traffic of a connection or a request.
	 *
	 * @param requests the number of requests
	 * @param received the bytes that the client sent, without PROXY header and TLS; for a
	 * request, its payload
	 * @param sent the bytes sent to the client, without TLS; for a request, the payload
	 * of its reply
	 */
	public record Traffic(long requests, long received, long sent) {

		static final Traffic NONE = new Traffic(0, 0, 0);

	}

	/**
	 * The result of a request.
	 *
	 * @param route the name of its route, or {@code null} if no route matched
	 * @param fallback the name of the fallback that it was sent to, or {@code null}
	 * @param outcome {@link ListenerMetrics#OK}, the tag of an error code, or
	 * {@code null} while the request is being handled
	 * @param payload the beginning of the payload, if the log shows payloads
	 */
	public record Result(@Nullable String route, @Nullable String fallback, @Nullable String outcome,
			@Nullable Payload payload) {

	}

	/**
	 * The beginning of a payload.
	 */
	@RequiredArgsConstructor
	public static final class Payload {

		private final byte[] prefix;

		private final Charset charset;

		/**
		 * The first bytes as text.
		 * @return the text in the listener's charset; it may end inside a character
		 */
		public String text() {
			return new String(this.prefix, this.charset);
		}

	}

	/**
	 * The end of a connection.
	 *
	 * @param reason the close reason
	 * @param phase the phase in which it ended
	 */
	public record End(CloseReason reason, Phase phase) {

		private static final Set<CloseReason> PLANNED = EnumSet.of(CloseReason.CLIENT_CLOSED, CloseReason.IDLE_TIMEOUT,
				CloseReason.MAX_AGE, CloseReason.DRAINING, CloseReason.REBALANCED, CloseReason.OPERATOR,
				CloseReason.HANDLER_REQUESTED);

		/**
		 * Ordinary ends, and ends that follow an error that has been counted.
		 */
		private static final Set<CloseReason> USUAL = EnumSet.of(CloseReason.CLIENT_RESET, CloseReason.REPLACED,
				CloseReason.ERROR_ANSWERED);

		/**
		 * Whether the connection ended as planned, and not inside a frame or a request.
		 */
		public boolean isOrderly() {
			return PLANNED.contains(this.reason) && this.phase == Phase.IDLE;
		}

		/**
		 * Whether a close reason is an error that an operator should see.
		 */
		public static boolean isError(CloseReason reason) {
			return !PLANNED.contains(reason) && !USUAL.contains(reason);
		}

	}

	/**
	 * Whether the client left before its first byte, as a health check does that only
	 * connects. A PROXY header belongs to the proxy and does not count.
	 * @return {@code false} for a request
	 */
	public boolean isEmpty() {
		return this.end != null && this.end.reason() == CloseReason.CLIENT_CLOSED && this.client.tls() == null
				&& this.traffic.received() == 0 && this.traffic.sent() == 0;
	}

	/**
	 * Create the entry of a client that was rejected before it had a connection.
	 * @param listener the listener's name
	 * @param peer the client's address
	 * @param reason the close reason
	 * @return the entry
	 */
	public static AccessEntry ofRejected(String listener, InetSocketAddress peer, CloseReason reason) {
		return new AccessEntry(new Client(listener, null, peer, null, null, Set.of()), Span.untilNow(0), Traffic.NONE,
				null, new End(reason, Phase.HANDSHAKE));
	}

}
