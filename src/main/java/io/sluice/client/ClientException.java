package io.sluice.client;

/**
 * A request that was not answered. Its kind says what may have become of it.
 */
public abstract sealed class ClientException extends RuntimeException
		permits RequestNotSentException, RequestUnansweredException {

	private static final long serialVersionUID = 1L;

	ClientException(String message) {
		super(message);
	}

}
