package io.sluice.connection;

import io.sluice.CloseReason;

/**
 * What happens to a handler that still runs when its request has ended.
 *
 * @param onTimeout applies when the request has timed out
 * @param onDisconnect applies when the client is gone
 */
public record TargetPolicy(OnTimeout onTimeout, OnDisconnect onDisconnect) {

	/** The default policy. */
	public static final TargetPolicy DEFAULT = new TargetPolicy(OnTimeout.INTERRUPT, OnDisconnect.FINISH);

	/**
	 * Whether the handler is interrupted at the request's deadline.
	 */
	boolean isInterruptedLate() {
		return this.onTimeout == OnTimeout.INTERRUPT;
	}

	/**
	 * Whether the handler is interrupted when its connection has been closed. If Sluice
	 * closed the connection, the handler is always interrupted, because the reply cannot
	 * be sent.
	 * @param reason the close reason
	 */
	boolean isInterruptedAfter(CloseReason reason) {
		boolean byClient = reason == CloseReason.CLIENT_CLOSED || reason == CloseReason.CLIENT_RESET
				|| reason == CloseReason.WRITE_TIMEOUT;
		return !byClient || this.onDisconnect == OnDisconnect.INTERRUPT;
	}

}
