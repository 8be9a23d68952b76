package io.sluice;

/**
 * Names of the headers that Sluice adds to a message, beside the ones Spring Integration
 * gives every TCP message ({@code org.springframework.integration.ip.IpHeaders}).
 */
public final class SluiceHeaders {

	/** The listener's name; a {@code String}. */
	public static final String LISTENER = "sluice_listener";

	/** The route's name, once the message is routed; a {@code String}. */
	public static final String ROUTE = "sluice_route";

	/** The client's address; an {@code InetSocketAddress}. */
	public static final String PEER = "sluice_peer";

	/** The listener's charset; a {@code Charset}. */
	public static final String CHARSET = "sluice_charset";

	/**
	 * On a reply: {@code true} closes the connection once the reply is written; a
	 * {@code Boolean}.
	 */
	public static final String CLOSE = "sluice_close";

	private SluiceHeaders() {
	}

}
