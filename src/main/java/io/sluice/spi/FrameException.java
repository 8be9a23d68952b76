package io.sluice.spi;

import java.io.IOException;

import io.sluice.ErrorCode;

/**
 * The client's bytes are not a frame, or the frame is too large. The message is written
 * for the client. There is no stack trace, because a client's mistake must be cheap.
 */
public final class FrameException extends IOException {

	private static final long serialVersionUID = 1L;

	/** The error code of the reply. */
	private final ErrorCode code;

	/**
	 * Create an exception.
	 * @param code {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 * @param message the mistake, in words for the client
	 */
	public FrameException(ErrorCode code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * The code of the error.
	 * @return {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#FRAME_TOO_LARGE}
	 */
	public ErrorCode code() {
		return this.code;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
