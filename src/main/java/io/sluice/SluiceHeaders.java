package io.sluice;

/**
 * The names of the message headers that Sluice sets, in addition to Spring Integration's
 * ({@code org.springframework.integration.ip.IpHeaders}). A header is absent if its value
 * is unknown, for example a TLS header on a connection without TLS.
 */
public final class SluiceHeaders {

	/** The listener's name; a {@code String}. */
	public static final String LISTENER = "sluice_listener";

	/** The name of the route, set when the message is routed; a {@code String}. */
	public static final String ROUTE = "sluice_route";

	/**
	 * The client's address; behind a proxy, the address in the PROXY header. An
	 * {@code InetSocketAddress}.
	 */
	public static final String PEER = "sluice_peer";

	/**
	 * The first name that the session was given; a {@code String}.
	 *
	 * @see TcpSession#identify
	 */
	public static final String IDENTITY = "sluice_identity";

	/**
	 * The address of the proxy that sent a PROXY header; an {@code InetSocketAddress}.
	 */
	public static final String PROXY = "sluice_proxy";

	/**
	 * The server name that the client requested from the proxy
	 * ({@code PP2_TYPE_AUTHORITY}); a {@code String}.
	 */
	public static final String PROXY_AUTHORITY = "sluice_proxy_authority";

	/**
	 * The protocol that the client and the proxy negotiated (ALPN), such as {@code h2}; a
	 * {@code String}.
	 */
	public static final String PROXY_ALPN = "sluice_proxy_alpn";

	/**
	 * The proxy's identifier for this connection, for matching its log with this one; a
	 * {@code String}.
	 */
	public static final String PROXY_UNIQUE_ID = "sluice_proxy_unique_id";

	/**
	 * The TLS version between the client and the proxy, such as {@code TLSv1.3}; a
	 * {@code String}.
	 */
	public static final String PROXY_TLS_PROTOCOL = "sluice_proxy_tls_protocol";

	/**
	 * Whether the proxy verified the client's certificate, if the client sent it one; a
	 * {@code Boolean}.
	 */
	public static final String PROXY_TLS_VERIFIED = "sluice_proxy_tls_verified";

	/**
	 * The common name in the client's certificate, if the proxy verified it; a
	 * {@code String}. Sluice cannot check this value, unlike {@link #TLS_SUBJECT}.
	 */
	public static final String PROXY_TLS_CN = "sluice_proxy_tls_cn";

	/** The AWS VPC endpoint of the client's connection; a {@code String}. */
	public static final String PROXY_AWS_ENDPOINT_ID = "sluice_proxy_aws_vpc_endpoint_id";

	/**
	 * The link id of the Azure private endpoint of the client's connection; a
	 * {@code String}.
	 */
	public static final String PROXY_AZURE_LINK_ID = "sluice_proxy_azure_link_id";

	/** The Google Cloud PSC connection id of the client; a {@code String}. */
	public static final String PROXY_GCP_CONNECTION_ID = "sluice_proxy_gcp_psc_connection_id";

	/** The TLS version of the connection, such as {@code TLSv1.3}; a {@code String}. */
	public static final String TLS_PROTOCOL = "sluice_tls_protocol";

	/**
	 * The subject of the client's certificate (RFC 2253), if it sent one; a
	 * {@code String}.
	 */
	public static final String TLS_SUBJECT = "sluice_tls_subject";

	/**
	 * The subject alternative names of the client's certificate, such as
	 * {@code DNS:client.example.com}; a {@code List<String>}.
	 */
	public static final String TLS_NAMES = "sluice_tls_names";

	/**
	 * The server name that the client asked for in its TLS handshake (SNI); a
	 * {@code String}.
	 */
	public static final String TLS_SERVER_NAME = "sluice_tls_server_name";

	/** The listener's charset; a {@code Charset}. */
	public static final String CHARSET = "sluice_charset";

	/**
	 * {@code true} if the message is only the beginning of one that was larger than
	 * {@code max-size}; otherwise there is no such header.
	 */
	public static final String TRUNCATED = "sluice_truncated";

	/**
	 * On a reply, {@code true} closes the connection after the reply is written; a
	 * {@code Boolean}.
	 */
	public static final String CLOSE = "sluice_close";

	private SluiceHeaders() {
	}

}
