package io.sluice;

/**
 * An ask was sent, in whole or in part, and has no answer. The client may have received
 * it.
 */
public final class AskUnansweredException extends AskException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message why there is no answer
	 */
	public AskUnansweredException(String message) {
		super(message);
	}

}
