package io.sluice.client;

/**
 * A request that was sent, in whole or in part, and never answered: the server may have
 * handled it.
 */
public final class RequestUnansweredException extends ClientException {

	private static final long serialVersionUID = 1L;

	RequestUnansweredException(String message) {
		super(message);
	}

}
