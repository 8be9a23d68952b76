package io.sluice.telemetry;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Instant;

import io.sluice.CloseReason;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What a connection or a request came to.
 *
 * @param client whose it was
 * @param span when it was
 * @param traffic what went over it
 * @param result what became of the request; of a connection the latest one, or
 * {@code null} if there was none
 * @param end how the connection ended, or {@code null} for the entry of a request
 */
public record AccessEntry(Client client, Span span, Traffic traffic, @Nullable Result result, @Nullable End end) {

	/**
	 * Whose connection it is.
	 *
	 * @param listener the listener's name
	 * @param connectionId the connection's id, or {@code null} for a client that was
	 * turned away before it had one
	 * @param peer the client's address; behind a proxy the one that its header carries
	 * @param proxy the proxy that the client comes by, or {@code null} without one
	 * @param tls how the connection is secured, or {@code null} if it is not
	 */
	public record Client(String listener, @Nullable String connectionId, InetSocketAddress peer,
			@Nullable ProxyPeer proxy, @Nullable TlsPeer tls) {

	}

	/**
	 * When something was.
	 *
	 * @param end when it ended
	 * @param nanos how long it took
	 */
	public record Span(Instant end, long nanos) {

		/**
		 * What ends now.
		 * @param nanos how long it took
		 */
		public static Span endingNow(long nanos) {
			return new Span(Instant.now(), nanos);
		}

		/**
		 * When it began.
		 * @return the end less the duration
		 */
		public Instant start() {
			return this.end.minusNanos(this.nanos);
		}

	}

	/**
	 * What went over a connection.
	 *
	 * @param requests the number of requests
	 * @param received the bytes that the client sent, without PROXY header and TLS; of a
	 * request its payload
	 * @param sent the bytes that were sent to the client, without TLS; of a request its
	 * reply's payload
	 */
	public record Traffic(long requests, long received, long sent) {

		static final Traffic NONE = new Traffic(0, 0, 0);

	}

	/**
	 * What became of a request.
	 *
	 * @param route its route's name, or {@code null} where none was found
	 * @param outcome {@link ListenerMetrics#OK}, an error code's tag, or {@code null}
	 * while it is being handled
	 * @param payload what it said, if that is asked for
	 */
	public record Result(@Nullable String route, @Nullable String outcome, @Nullable Payload payload) {

	}

	/**
	 * How a payload begins.
	 */
	@RequiredArgsConstructor
	public static final class Payload {

		private final byte[] prefix;

		private final Charset charset;

		/**
		 * Its first bytes as text.
		 * @return the text in the listener's charset, which may end inside a character
		 */
		public String text() {
			return new String(this.prefix, this.charset);
		}

	}

	/**
	 * How a connection ended.
	 *
	 * @param reason why
	 * @param phase what it was at
	 */
	public record End(CloseReason reason, Phase phase) {

	}

	/**
	 * Whether it is of a connection whose client left before its first byte, as a health
	 * check does that only connects. A PROXY header is the proxy's, and no byte of it.
	 * @return {@code false} for a request, too
	 */
	public boolean isEmpty() {
		return this.end != null && this.end.reason() == CloseReason.CLIENT_CLOSED && this.client.tls() == null
				&& this.traffic.received() == 0 && this.traffic.sent() == 0;
	}

	/**
	 * Of a client that was turned away before it had a connection.
	 * @param listener the listener's name
	 * @param peer the client's address
	 * @param reason why
	 * @return the entry
	 */
	public static AccessEntry turnedAway(String listener, InetSocketAddress peer, CloseReason reason) {
		return new AccessEntry(new Client(listener, null, peer, null, null), Span.endingNow(0), Traffic.NONE, null,
				new End(reason, Phase.HANDSHAKE));
	}

}
