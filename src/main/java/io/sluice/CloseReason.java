package io.sluice;

import java.util.Locale;

/**
 * The reason for which a connection ended. In lower case, it is the {@code close.reason}
 * tag of the metric {@code sluice.connections}, and the reason in the access log.
 */
public enum CloseReason {

	/** The client ended its stream. */
	CLIENT_CLOSED,

	/** The client's connection broke: a reset, or an error on reading or writing. */
	CLIENT_RESET,

	/** The client sent bytes that are not a frame of the listener's framing. */
	BAD_FRAME,

	/** The client sent a frame larger than {@code max-size}. */
	FRAME_TOO_LARGE,

	/**
	 * A frame took longer than {@code timeouts.frame}, from its first byte to its last.
	 */
	FRAME_TIMEOUT,

	/** The client sent {@code limits.max-overhead} bytes of TLS records without data. */
	OVERHEAD_LIMIT,

	/** No request was in flight, and none arrived for {@code timeouts.idle}. */
	IDLE_TIMEOUT,

	/** PROXY header and TLS handshake together took over {@code timeouts.handshake}. */
	HANDSHAKE_TIMEOUT,

	/** The TLS handshake failed. */
	HANDSHAKE_FAILED,

	/** The settings under {@code access} do not allow the client's address. */
	ADDRESS_DENIED,

	/**
	 * The client's address already has {@code limits.max-connections-per-address} open
	 * connections.
	 */
	ADDRESS_LIMIT,

	/** The PROXY header is missing, malformed, or from an address that is not trusted. */
	BAD_PROXY_HEADER,

	/** The connection reached its maximum age, {@code timeouts.max-age}. */
	MAX_AGE,

	/** A write to the client made no progress for {@code timeouts.write}. */
	WRITE_TIMEOUT,

	/**
	 * The memory for clients ({@code sluice.limits.memory}) was exhausted, and the
	 * connection held much of it without making progress.
	 */
	MEMORY_LIMIT,

	/** The listener is stopping. */
	DRAINING,

	/** An operator closed it: {@code DELETE} on {@code /actuator/connections/{id}}. */
	OPERATOR,

	/**
	 * The application closed it: {@link SluiceHeaders#CLOSE} on a reply, or a close of
	 * the connection in code.
	 */
	HANDLER_REQUESTED,

	/** The client did not answer {@code heartbeat.misses} heartbeats. */
	HEARTBEAT_MISSED,

	/**
	 * The client did not answer an ask, neither within its timeout nor within
	 * {@code correlate.late-within} after it.
	 */
	ASK_UNANSWERED,

	/** Another session of the listener took over the session's name. */
	REPLACED,

	/** The session was not named within {@code identity.required-within}. */
	UNIDENTIFIED,

	/**
	 * The session took a name that another session keeps ({@code identity.on-duplicate}
	 * is {@code refuse-new}).
	 */
	IDENTITY_REFUSED,

	/**
	 * This process had too many connections compared with others ({@code rebalance}).
	 */
	REBALANCED,

	/**
	 * This process does not hold the lease of the listener any more
	 * ({@code leader: true}), and another one may connect to the client.
	 */
	LEASE_LOST,

	/**
	 * The client's own connection to a {@code sticky} upstream ended.
	 */
	UPSTREAM_CLOSED,

	/** A request failed on a listener with {@code errors.mode} {@code close}. */
	ERROR_ANSWERED,

	/**
	 * The gateway could not continue, for example when a handler ignores its interrupt.
	 */
	SERVER_ERROR;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The close reason in metrics and the access log.
	 * @return the constant's name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
