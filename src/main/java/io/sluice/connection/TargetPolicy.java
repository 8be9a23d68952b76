package io.sluice.connection;

import io.sluice.CloseReason;

/**
 * What happens to a handler that still runs when its request has ended.
 *
 * @param onTimeout where the request took too long
 * @param onDisconnect where the client is gone
 */
public record TargetPolicy(OnTimeout onTimeout, OnDisconnect onDisconnect) {

	/** What holds unless another is set. */
	public static final TargetPolicy DEFAULT = new TargetPolicy(OnTimeout.INTERRUPT, OnDisconnect.FINISH);

	/**
	 * Whether the handler is interrupted at its deadline.
	 */
	boolean interruptsLate() {
		return this.onTimeout == OnTimeout.INTERRUPT;
	}

	/**
	 * Whether the handler is interrupted when its connection has been closed. Where this
	 * side closed it, it is in any case: nobody wants the reply.
	 * @param reason why the connection was closed
	 */
	boolean interruptsAfter(CloseReason reason) {
		boolean byClient = reason == CloseReason.CLIENT_CLOSED || reason == CloseReason.CLIENT_RESET
				|| reason == CloseReason.WRITE_TIMEOUT;
		return !byClient || this.onDisconnect == OnDisconnect.INTERRUPT;
	}

}
