package io.sluice;

import io.sluice.PushResult.Outcome;

/**
 * No byte of an ask was sent, and none will be. It is safe to ask again.
 */
public final class AskNotSentException extends AskException {

	private static final long serialVersionUID = 1L;

	/** What became of the message. */
	private final Outcome outcome;

	/**
	 * Create an exception.
	 * @param message why it was not sent
	 */
	public AskNotSentException(String message) {
		this(Outcome.FAILED, message);
	}

	/**
	 * Create an exception.
	 * @param outcome what became of the message
	 * @param message why it was not sent
	 */
	public AskNotSentException(Outcome outcome, String message) {
		super(message);
		this.outcome = outcome;
	}

	/**
	 * What became of the message, as of a push: {@code NOT_CONNECTED} or
	 * {@code AMBIGUOUS} if there was not one session to ask, {@code UNKNOWN} if it is not
	 * known whether there is one, {@code UNAVAILABLE} if the other pods of the cluster
	 * cannot be reached, and {@code FAILED} for every other reason.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.outcome;
	}

}
