package io.sluice.spi;

import java.io.IOException;

import io.sluice.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * A client is not let in.
 */
public final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	/**
	 * Refuse a client.
	 * @param reason why, as metrics and the access log say it
	 * @param message why, in a few words for a log line
	 * @param cause what was thrown, if anything was
	 */
	public RefusedException(CloseReason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Why the client is not let in.
	 * @return the reason its connection is closed for
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
