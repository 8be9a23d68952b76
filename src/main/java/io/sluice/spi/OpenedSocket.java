package io.sluice.spi;

import java.net.InetSocketAddress;
import java.net.Socket;

import org.jspecify.annotations.Nullable;

/**
 * An open connection's socket and client.
 *
 * @param socket the accepted socket, or TLS over it
 * @param peer the client's address; behind a proxy, the address in the PROXY header
 * @param proxy the proxy in front of the client, or {@code null} without a PROXY header
 * @param tls what TLS knows about the client, or {@code null} without TLS
 * @param records the TLS records read from the accepted socket
 */
public record OpenedSocket(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy, @Nullable TlsPeer tls,
		RecordLayer records) {

	/**
	 * Create an opened socket without TLS.
	 * @param socket the accepted socket
	 * @param peer the client's address
	 * @param proxy the proxy in front of the client, or {@code null}
	 */
	public OpenedSocket(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy) {
		this(socket, peer, proxy, null, RecordLayer.NONE);
	}

}
