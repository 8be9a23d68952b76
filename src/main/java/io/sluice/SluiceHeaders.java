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

	/**
	 * The server name that the client asked the proxy for, as the PROXY header says it; a
	 * {@code String}.
	 */
	public static final String PROXY_AUTHORITY = "sluice_proxy_authority";

	/**
	 * The protocol that the proxy agreed on with the client (ALPN), such as {@code h2}; a
	 * {@code String}.
	 */
	public static final String PROXY_ALPN = "sluice_proxy_alpn";

	/**
	 * What the proxy calls this connection, for its log and this one to be put together;
	 * a {@code String}.
	 */
	public static final String PROXY_UNIQUE_ID = "sluice_proxy_unique_id";

	/**
	 * The version of TLS between client and proxy, such as {@code TLSv1.3}; a
	 * {@code String}.
	 */
	public static final String PROXY_TLS_PROTOCOL = "sluice_proxy_tls_protocol";

	/**
	 * Whether the proxy found the client's certificate valid, where the client showed it
	 * one; a {@code Boolean}.
	 */
	public static final String PROXY_TLS_VERIFIED = "sluice_proxy_tls_verified";

	/**
	 * The common name in the certificate that the client showed the proxy, where the
	 * proxy found that valid; a {@code String}. The proxy says so: {@link #TLS_SUBJECT}
	 * is what Sluice has checked itself.
	 */
	public static final String PROXY_TLS_CN = "sluice_proxy_tls_cn";

	/** The AWS VPC endpoint that the client comes by; a {@code String}. */
	public static final String PROXY_AWS_ENDPOINT_ID = "sluice_proxy_aws_vpc_endpoint_id";

	/**
	 * The Azure private endpoint's link id that the client comes by; a {@code String}.
	 */
	public static final String PROXY_AZURE_LINK_ID = "sluice_proxy_azure_link_id";

	/** The Google Cloud PSC connection that the client comes by; a {@code String}. */
	public static final String PROXY_GCP_CONNECTION_ID = "sluice_proxy_gcp_psc_connection_id";

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
