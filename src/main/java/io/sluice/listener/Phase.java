package io.sluice.listener;

import java.util.Locale;

/**
 * What a connection was at when it ended.
 */
public enum Phase {

	/** Before its first frame: PROXY header, address, TLS. */
	HANDSHAKE,

	/** Between two requests. */
	IDLE,

	/** Inside a frame that was not complete, or was none. */
	FRAME,

	/** A request was being handled. */
	REQUEST,

	/** A reply was not sent yet. */
	REPLY;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The phase as the access log says it.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
