package io.sluice;

import java.util.Locale;

/**
 * Why a request was answered with an error: the {@code {code}} of an error reply and, in
 * lower case, the {@code outcome} tag of the metric {@code sluice.requests}.
 */
public enum ErrorCode {

	/** The bytes received are not a frame of the listener's framing. */
	BAD_FRAME,

	/** A frame is larger than the framing's {@code max-size}. */
	FRAME_TOO_LARGE,

	/** The payload cannot be read as what the handler takes, or is not valid. */
	BAD_PAYLOAD,

	/** No route of the listener matches the message. */
	NO_ROUTE,

	/**
	 * The handler failed, the client may not call it, or its reply cannot be carried by
	 * the listener's framing.
	 */
	HANDLER_ERROR,

	/**
	 * No reply within the listener's {@code request-timeout}, or a frame that took longer
	 * than {@code timeouts.frame}.
	 */
	TIMEOUT,

	/**
	 * The listener has {@code limits.max-requests-in-flight} requests in flight, or too
	 * many that have ended and whose targets still run ({@code limits.max-outstanding}).
	 */
	BUSY,

	/** The connection sends more than {@code limits.requests-per-second}. */
	RATE_LIMITED;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The code as a metric tag.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
