package io.sluice.client;

/**
 * Thrown if a request has no reply. Its subtype tells whether the server may have
 * received the request.
 */
public abstract sealed class ClientException extends RuntimeException
		permits RequestNotSentException, RequestUnansweredException {

	private static final long serialVersionUID = 1L;

	ClientException(String message) {
		super(message);
	}

}
