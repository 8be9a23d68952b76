package io.sluice;

import java.util.Locale;

/**
 * Why a connection ended: in lower case, the {@code close.reason} tag of the metric
 * {@code sluice.connections}.
 */
public enum CloseReason {

	/** The client ended its stream. */
	CLIENT_CLOSED,

	/** The client's connection broke: a reset, or an error on reading or writing. */
	CLIENT_RESET,

	/** The client sent what is not a frame. */
	BAD_FRAME,

	/** The client sent a frame larger than {@code max-size}. */
	FRAME_TOO_LARGE,

	/**
	 * A frame took longer than {@code timeouts.frame}, from its first byte to its last.
	 */
	FRAME_TIMEOUT,

	/** TLS records brought no data for {@code limits.max-overhead} bytes. */
	OVERHEAD_LIMIT,

	/** Nothing was in flight and no request came for {@code timeouts.idle}. */
	IDLE_TIMEOUT,

	/** PROXY header and TLS together took longer than {@code timeouts.handshake}. */
	HANDSHAKE_TIMEOUT,

	/** The TLS handshake failed. */
	HANDSHAKE_FAILED,

	/** The client's address is not one that {@code access} allows. */
	ADDRESS_DENIED,

	/**
	 * The client's address has {@code limits.max-connections-per-address} connections.
	 */
	ADDRESS_LIMIT,

	/** No PROXY header, a malformed one, or one from an address that is not trusted. */
	BAD_PROXY_HEADER,

	/** The connection became older than {@code timeouts.max-age}. */
	MAX_AGE,

	/** The client took nothing of a reply for {@code timeouts.write}. */
	WRITE_TIMEOUT,

	/**
	 * The memory for clients, {@code sluice.limits.memory}, was spent, and the connection
	 * held much of it without going on.
	 */
	MEMORY_LIMIT,

	/** The listener stops. */
	DRAINING,

	/** An operator asked for it: {@code DELETE} on {@code /actuator/connections/{id}}. */
	OPERATOR,

	/**
	 * A handler asked for it: {@link SluiceHeaders#CLOSE}, or a call of the application.
	 */
	HANDLER_REQUESTED,

	/** A request failed where {@code errors.mode} is {@code close}. */
	ERROR_ANSWERED,

	/** The gateway could not go on, such as with a handler that ignores its interrupt. */
	SERVER_ERROR;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The reason as a metric tag.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
