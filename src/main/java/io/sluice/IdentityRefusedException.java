package io.sluice;

/**
 * A session was not given a name. A handler that does not catch it answers the error
 * {@link ErrorCode#IDENTITY_REFUSED}.
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
