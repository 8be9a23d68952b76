package io.sluice.client;

/**
 * Thrown if no byte of a request was sent. The server has not received the request, so it
 * is safe to send it again.
 */
public final class RequestNotSentException extends ClientException {

	private static final long serialVersionUID = 1L;

	RequestNotSentException(String message) {
		super(message);
	}

}
