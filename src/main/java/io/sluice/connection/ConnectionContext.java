package io.sluice.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.sluice.CloseReason;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;

/**
 * A connection as its parts see it: who its client is, and how it is ended. Any thread.
 */
interface ConnectionContext {

	/**
	 * Its id, which begins with the address that the socket came from.
	 */
	String getConnectionId();

	/**
	 * The client, as the access log and the endpoints name it.
	 */
	Client client();

	/**
	 * The client's address, or where the socket came from as long as that is not known.
	 */
	InetSocketAddress peer();

	/**
	 * The proxy that the client comes by, or {@code null}.
	 */
	@Nullable ProxyPeer proxy();

	/**
	 * How the connection is secured, or {@code null}.
	 */
	@Nullable TlsPeer tls();

	/**
	 * The address of this side.
	 */
	@Nullable InetAddress localAddress();

	/**
	 * What makes arrays of bytes of replies: the listener's own mapper, or one that the
	 * application has set.
	 */
	TcpMessageMapper getMapper();

	/**
	 * How far it is.
	 */
	ConnectionLifecycle lifecycle();

	/**
	 * Note what breaks the connection, before it is closed; the first one counts.
	 * @param cause what was thrown
	 */
	void noteFailure(Throwable cause);

	/**
	 * Close the socket, and tell senders and event listeners of it before this returns.
	 * @param reason why; the first one counts
	 */
	void close(CloseReason reason);

	/**
	 * Close the socket. Does not block.
	 * @param reason why; the first one counts
	 * @return {@code false} where the connection was closed already
	 */
	boolean closeNow(CloseReason reason);

	/**
	 * End the output behind the last reply. Waits only where a write does.
	 * @param reason why; the first one counts
	 */
	void endOutput(CloseReason reason);

	/**
	 * Give the client the time to close first, and close.
	 * @param reason why; the first one counts
	 */
	void lingerAndClose(CloseReason reason);

}
