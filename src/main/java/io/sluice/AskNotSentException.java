package io.sluice;

/**
 * No byte of an ask was sent, and none will be. It is safe to ask again.
 */
public final class AskNotSentException extends AskException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message why it was not sent
	 */
	public AskNotSentException(String message) {
		super(message);
	}

}
