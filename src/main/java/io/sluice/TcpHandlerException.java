package io.sluice;

/**
 * A handler's error with a message for the client. It is the only exception whose message
 * is copied into an error reply.
 */
public class TcpHandlerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The error code of the reply. */
	private final ErrorCode code;

	/**
	 * Create an exception with the code {@link ErrorCode#HANDLER_ERROR}.
	 * @param message the message for the client
	 */
	public TcpHandlerException(String message) {
		this(ErrorCode.HANDLER_ERROR, message);
	}

	/**
	 * Create an exception with an error code.
	 * @param code the error code
	 * @param message the message for the client
	 */
	public TcpHandlerException(ErrorCode code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * Create an exception with an error code and a cause.
	 * @param code the error code
	 * @param message the message for the client
	 * @param cause the cause, for the log; it is not sent to the client
	 */
	public TcpHandlerException(ErrorCode code, String message, Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	/**
	 * The error code.
	 * @return the code of the error reply
	 */
	public ErrorCode getCode() {
		return this.code;
	}

}
