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

	/**
	 * The client's address, which is the PROXY header's where that is read; an
	 * {@code InetSocketAddress}.
	 */
	public static final String PEER = "sluice_peer";

	/**
	 * The proxy that the client comes by, where its PROXY header was read; an
	 * {@code InetSocketAddress}.
	 */
	public static final String PROXY = "sluice_proxy";

	/** The version of TLS, such as {@code TLSv1.3}; a {@code String}. */
	public static final String TLS_PROTOCOL = "sluice_tls_protocol";

	/**
	 * The subject of the client's certificate (RFC 2253), where it sent one; a
	 * {@code String}.
	 */
	public static final String TLS_SUBJECT = "sluice_tls_subject";

	/**
	 * The subject alternative names of the client's certificate, such as
	 * {@code DNS:client.example.com}; a {@code List<String>}.
	 */
	public static final String TLS_NAMES = "sluice_tls_names";

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
