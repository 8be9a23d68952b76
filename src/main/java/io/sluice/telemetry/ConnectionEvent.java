package io.sluice.telemetry;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * An event in the life of a connection, as an operator sees it. It has no payload.
 *
 * @param kind what happened
 * @param at when it happened: the end of a request, the beginning of a push
 * @param name the name that the session got, or {@code null} for another kind
 * @param transfer the message, or {@code null} if the event is not about one
 */
public record ConnectionEvent(Kind kind, Instant at, @Nullable String name, @Nullable Transfer transfer) {

	/** What happened. */
	public enum Kind {

		/** The connection was accepted. */
		OPENED,

		/** Its session got a name. */
		IDENTIFIED,

		/** A request of the client has ended. */
		REQUEST,

		/** A push has ended. */
		PUSH,

		/** The push that carries an ask has ended. */
		ASK,

		/** The client has answered an ask. */
		ANSWER;

		private final String tag = name().toLowerCase(Locale.ROOT);

		/**
		 * The name in responses.
		 */
		public String tag() {
			return this.tag;
		}

	}

	/**
	 * A message, and what became of it.
	 *
	 * @param size the size of its payload in bytes
	 * @param outcome the outcome of a request as in the metrics, of a push or an ask in
	 * lower case, and {@code ok} or {@code late} for an answer
	 * @param partial whether the client may have received a part of a push that was not
	 * written
	 * @param route the route of a request, or {@code null} if no route matched
	 * @param replySize the size of the payload of a request's reply, or 0
	 */
	public record Transfer(int size, String outcome, boolean partial, @Nullable String route, int replySize) {

	}

}
