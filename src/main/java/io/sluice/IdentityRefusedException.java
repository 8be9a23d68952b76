package io.sluice;

/**
 * A session was not given a name. If the handler does not catch this exception, the
 * client receives the error reply {@link ErrorCode#IDENTITY_REFUSED}.
 */
public final class IdentityRefusedException extends TcpHandlerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message the reason, for the client
	 */
	public IdentityRefusedException(String message) {
		super(ErrorCode.IDENTITY_REFUSED, message);
	}

}
