package io.sluice.listener;

import java.io.IOException;

/**
 * The listener could not bind its port.
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
	 * The endpoint that could not be bound.
	 * @return the listener's endpoint
	 */
	public Endpoint getEndpoint() {
		return this.endpoint;
	}

}
