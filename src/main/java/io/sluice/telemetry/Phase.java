package io.sluice.telemetry;

import java.util.Locale;

/**
 * What a connection is at, or was when it ended.
 */
public enum Phase {

	/** Before its first frame: PROXY header, address, TLS. */
	HANDSHAKE,

	/** Between two requests. */
	IDLE,

	/** Inside a frame that is not complete, or was none. */
	FRAME,

	/** A request is being handled. */
	REQUEST,

	/** A reply is not sent yet. */
	REPLY;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The phase as the access log and the endpoint {@code connections} say it.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
