package io.sluice.telemetry;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

import io.sluice.CloseReason;
import io.sluice.telemetry.AccessEntry.Client;
import org.jspecify.annotations.Nullable;

/**
 * An error of one client, as an operator sees it. It has no payload, and keeps nothing of
 * the connection.
 *
 * @param at when it happened
 * @param kind what failed
 * @param client the client, without its proxy and its certificate
 * @param reason the outcome of the request or the close reason, as in the metrics
 * @param route the route of a request, or {@code null}
 */
public record RecentError(Instant at, Kind kind, Client client, String reason, @Nullable String route) {

	/** What failed. */
	public enum Kind {

		/** A request ended with an outcome other than {@code ok}. */
		REQUEST,

		/** The input was not a frame. */
		FRAME,

		/** A connection was closed for a reason that is an error. */
		CONNECTION,

		/** A client was rejected before it had a connection. */
		REJECTED;

		private final String tag = name().toLowerCase(Locale.ROOT);

		/**
		 * The name in responses.
		 */
		public String tag() {
			return this.tag;
		}

	}

	/**
	 * Create an error that happens now.
	 * @param kind what failed
	 * @param client the client
	 * @param reason the outcome or the close reason
	 * @param route the route, or {@code null}
	 */
	public static RecentError now(Kind kind, Client client, String reason, @Nullable String route) {
		return new RecentError(Instant.now(), kind, new Client(client.listener(), client.connectionId(), client.peer(),
				null, null, Set.copyOf(client.identities())), reason, route);
	}

	/**
	 * Create the error of a client that is rejected now.
	 * @param listener the listener's name
	 * @param peer the client's address
	 * @param reason the close reason
	 */
	public static RecentError ofRejected(String listener, InetSocketAddress peer, CloseReason reason) {
		return new RecentError(Instant.now(), Kind.REJECTED, new Client(listener, null, peer, null, null, Set.of()),
				reason.tag(), null);
	}

}
