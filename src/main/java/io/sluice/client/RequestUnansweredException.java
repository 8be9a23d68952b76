package io.sluice.client;

/**
 * Thrown if a request was sent in whole or in part and has no reply. The server may have
 * handled the request.
 */
public final class RequestUnansweredException extends ClientException {

	private static final long serialVersionUID = 1L;

	RequestUnansweredException(String message) {
		super(message);
	}

}
