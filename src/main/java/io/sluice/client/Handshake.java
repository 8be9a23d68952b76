package io.sluice.client;

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * The exchange before the first message of a connection.
 *
 * @param proxyHeader whether the client sends a PROXY header of version 1 with the
 * address {@code UNKNOWN}, for a server that requires a header
 * @param ssl the TLS context of the next connection, with the trusted certificates and
 * the client's own; {@code null} for no TLS. The server's certificate must name the host
 * @see <a href="https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
public record Handshake(boolean proxyHeader, @Nullable Supplier<SSLContext> ssl) {

	/** No PROXY header and no TLS. */
	public static final Handshake PLAIN = new Handshake(false, null);

}
