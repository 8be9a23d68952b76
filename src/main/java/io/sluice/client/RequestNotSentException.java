package io.sluice.client;

/**
 * A request of which no byte was sent: the server cannot have seen it, and it may be sent
 * again without harm.
 */
public final class RequestNotSentException extends ClientException {

	private static final long serialVersionUID = 1L;

	RequestNotSentException(String message) {
		super(message);
	}

}
