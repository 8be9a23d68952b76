package io.sluice.telemetry;

import java.util.Locale;

/**
 * The phase of a connection, or its phase at its end.
 */
public enum Phase {

	/** Before the first frame: PROXY header, address check, TLS handshake. */
	HANDSHAKE,

	/** Between two requests. */
	IDLE,

	/** Inside a frame that is not complete, or is malformed. */
	FRAME,

	/** A request is being handled. */
	REQUEST,

	/** A reply has not been sent yet. */
	REPLY;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The phase in the spelling of the access log and the endpoint {@code connections}.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
