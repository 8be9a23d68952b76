package io.sluice;

/**
 * An error whose message is meant for the client: the one exception whose text reaches an
 * error reply.
 */
public class TcpHandlerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	/**
	 * An error of the handler.
	 * @param message what the client is told
	 */
	public TcpHandlerException(String message) {
		this(ErrorCode.HANDLER_ERROR, message);
	}

	/**
	 * An error with a code of its own.
	 * @param code what kind of error it is
	 * @param message what the client is told
	 */
	public TcpHandlerException(ErrorCode code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * An error with a cause for the log.
	 * @param code what kind of error it is
	 * @param message what the client is told
	 * @param cause what led to it; the client does not see it
	 */
	public TcpHandlerException(ErrorCode code, String message, Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	/**
	 * What kind of error it is.
	 * @return the code of the error reply
	 */
	public ErrorCode getCode() {
		return this.code;
	}

}
