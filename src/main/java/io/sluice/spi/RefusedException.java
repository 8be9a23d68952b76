package io.sluice.spi;

import java.io.IOException;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Thrown to reject a client before its first request.
 */
public final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	/** The close reason of the connection. */
	private final CloseReason reason;

	/**
	 * Reject a client.
	 * @param reason the close reason, for metrics and the access log
	 * @param message the cause in a few words, for a log line
	 * @param cause the exception that led to the rejection, or {@code null}
	 */
	public RefusedException(CloseReason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * The close reason of the client's connection.
	 * @return the close reason
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
