package io.sluice.spi;

import java.net.InetSocketAddress;
import java.net.Socket;

import org.jspecify.annotations.Nullable;

/**
 * What a connection is served over once it is open, and who its client is.
 *
 * @param socket the accepted socket, or TLS over it
 * @param peer the client's address; behind a proxy the one that its header carries
 * @param proxy the proxy that the client comes by, or {@code null} without its header
 * @param tls how the connection is secured, or {@code null} without TLS
 * @param records what TLS reads from the accepted socket
 */
public record OpenedSocket(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy, @Nullable TlsPeer tls,
		RecordLayer records) {

	/**
	 * Without TLS.
	 * @param socket the accepted socket
	 * @param peer the client's address
	 * @param proxy the proxy that the client comes by, or {@code null}
	 */
	public OpenedSocket(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy) {
		this(socket, peer, proxy, null, RecordLayer.NONE);
	}

}
