package io.sluice;

/**
 * An ask has no answer. Its subtype tells whether the client may have received the
 * message.
 */
public abstract sealed class AskException extends RuntimeException permits AskNotSentException, AskUnansweredException {

	private static final long serialVersionUID = 1L;

	AskException(String message) {
		super(message);
	}

}
