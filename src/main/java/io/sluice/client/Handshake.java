package io.sluice.client;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What comes before the first message of a connection.
 *
 * @param proxyHeader whether it begins with a PROXY header (version 1), which says that
 * the connection is the client's own ({@code UNKNOWN}): for a server that requires one
 * @param ssl for TLS: whose certificates are trusted, and the client's own; {@code null}
 * for none. The server's certificate must name the host
 * @see <a href="https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
public record Handshake(boolean proxyHeader, @Nullable SSLContext ssl) {

	/** Nothing does. */
	public static final Handshake PLAIN = new Handshake(false, null);

}
