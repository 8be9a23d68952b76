package io.sluice.listener;

import java.io.IOException;

/**
 * A listener cannot listen where it should.
 */
public final class ListenerStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Endpoint endpoint;

	ListenerStartException(Endpoint endpoint, IOException cause) {
		super("[%s] cannot listen on %s: %s".formatted(endpoint.name(), endpoint.describe(endpoint.port()),
				cause.getMessage()), cause);
		this.endpoint = endpoint;
	}

	/**
	 * Where it should have listened.
	 * @return the listener's endpoint
	 */
	public Endpoint getEndpoint() {
		return this.endpoint;
	}

}
