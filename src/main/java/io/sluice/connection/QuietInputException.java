package io.sluice.connection;

import java.io.IOException;

/**
 * There has been no input for long, so the connection's thread leaves its wait, and the
 * connection waits without it. Thrown between two frames only.
 */
final class QuietInputException extends IOException {

	private static final long serialVersionUID = 1L;

	QuietInputException() {
		super("there is no input");
	}

	/** Every connection that falls quiet throws it, and nothing logs it. */
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
