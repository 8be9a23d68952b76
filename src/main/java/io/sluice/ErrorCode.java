package io.sluice;

import java.util.Locale;

/**
 * The kind of failure of a request. It replaces {@code {code}} in an error reply. In
 * lower case, it is the {@code outcome} tag of the metric {@code sluice.requests}.
 */
public enum ErrorCode {

	/** The bytes received are not a frame of the listener's framing. */
	BAD_FRAME,

	/** A frame is larger than the framing's {@code max-size}. */
	FRAME_TOO_LARGE,

	/** The payload cannot be converted to the handler's argument, or is not valid. */
	BAD_PAYLOAD,

	/** No route of the listener matches the message. */
	NO_ROUTE,

	/**
	 * The handler failed, the client is not authorized to call it, or the listener's
	 * framing cannot carry the reply.
	 */
	HANDLER_ERROR,

	/**
	 * The target did not reply within the listener's {@code request-timeout}, or the
	 * frame took longer than {@code timeouts.frame}.
	 */
	TIMEOUT,

	/**
	 * The listener has {@code limits.max-requests-in-flight} requests in flight, or
	 * {@code limits.max-outstanding} requests that have ended while their targets still
	 * run.
	 */
	BUSY,

	/**
	 * The connection sends more than {@code limits.requests-per-second}, or its route
	 * does.
	 */
	RATE_LIMITED,

	/**
	 * The upstream cannot be reached, did not reply, or failed. The message says whether
	 * the upstream may have received the request.
	 */
	UPSTREAM_UNAVAILABLE,

	/** The upstream refused the request, for example with an HTTP status 4xx. */
	UPSTREAM_REFUSED,

	/**
	 * The session has no name, and its listener routes no message before it has one
	 * ({@code identity.required-within}).
	 */
	UNIDENTIFIED,

	/**
	 * The session cannot have the name: it is malformed, another session keeps it, or the
	 * session has another name.
	 */
	IDENTITY_REFUSED;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The error code in metrics.
	 * @return the constant's name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
