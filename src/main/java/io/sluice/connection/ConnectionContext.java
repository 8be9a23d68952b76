package io.sluice.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.sluice.CloseReason;
import io.sluice.session.Session;
import io.sluice.spi.Framing;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.RequestGate;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;

/**
 * A connection as its parts see it: its client, its state, and the ways to close it. Any
 * thread.
 */
interface ConnectionContext {

	/**
	 * The connection id, which begins with the remote address of the socket.
	 */
	String getConnectionId();

	/**
	 * The client, as the access log and the endpoints show it.
	 */
	Client client();

	/**
	 * The client's address, or the remote address of the socket until the client's
	 * address is known.
	 */
	InetSocketAddress peer();

	/**
	 * The proxy in front of the client, or {@code null}.
	 */
	@Nullable ProxyPeer proxy();

	/**
	 * What TLS knows about the connection, or {@code null} without TLS.
	 */
	@Nullable TlsPeer tls();

	/**
	 * The connection as the application sees it, or {@code null} until it is open.
	 */
	@Nullable Session session();

	/**
	 * The local address of the connection.
	 */
	@Nullable InetAddress localAddress();

	/**
	 * The {@link System#nanoTime()} at which the connection was accepted.
	 */
	long acceptedAt();

	/**
	 * Converts replies to bytes: the listener's own mapper, or one that the application
	 * has set.
	 */
	TcpMessageMapper getMapper();

	/**
	 * How messages to the client are framed.
	 */
	Framing framing();

	/**
	 * The state and the close reason of the connection.
	 */
	ConnectionLifecycle lifecycle();

	/**
	 * Record the failure that breaks the connection, before the connection is closed. The
	 * first failure counts.
	 * @param cause the exception
	 */
	void recordFailure(Throwable cause);

	/**
	 * Close the socket. If this call closes it and the open event has been published, the
	 * close event is published before this method returns. While the open event is being
	 * published, the thread that publishes it publishes the close event afterwards.
	 * @param reason the close reason; the first one counts
	 */
	void close(CloseReason reason);

	/**
	 * Close the socket, and publish the close event later. Does not block.
	 * @param reason the close reason; the first one counts
	 * @return {@code false} if the connection was already closed
	 */
	boolean closeNow(CloseReason reason);

	/**
	 * Whether no message of the client may be handled any more. The connection is then
	 * closed. Does not block.
	 * @param gate the gate of its requests
	 */
	default boolean isRevoked(RequestGate gate) {
		if (gate.isOpen()) {
			return false;
		}
		closeNow(CloseReason.LEASE_LOST);
		return true;
	}

	/**
	 * End the output after the last reply. Blocks only where a write blocks.
	 * @param reason the close reason; the first one counts
	 */
	void endOutput(CloseReason reason);

	/**
	 * Give the client time to close first, then close the socket.
	 * @param reason the close reason; the first one counts
	 */
	void lingerAndClose(CloseReason reason);

}
