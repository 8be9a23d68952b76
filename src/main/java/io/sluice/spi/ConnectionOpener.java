package io.sluice.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import io.sluice.process.MemoryAccount;

/**
 * Opens a connection after its accept and before its first frame, on the connection's own
 * thread. It does nothing, or reads a PROXY header, checks the client's address, and
 * makes the TLS handshake.
 */
@FunctionalInterface
public interface ConnectionOpener {

	/** Opens a connection that begins with its first frame. */
	ConnectionOpener PLAIN = (accepted, memory, known) -> new OpenedSocket(accepted, remote(accepted), null);

	/**
	 * Open a connection.
	 * @param accepted the socket, which is closed at the deadline of {@code
	 * timeouts.handshake}
	 * @param memory the account that pays until the connection is open
	 * @param known receives the client if its address is known before the connection is
	 * open
	 * @return the opened socket
	 * @throws RefusedException if the client is rejected
	 * @throws IOException if the connection breaks
	 */
	OpenedSocket open(Socket accepted, MemoryAccount memory, Consumer<OpenedSocket> known) throws IOException;

	/**
	 * The remote address of an accepted socket.
	 * @param accepted the socket
	 * @return address and port
	 */
	static InetSocketAddress remote(Socket accepted) {
		return (InetSocketAddress) accepted.getRemoteSocketAddress();
	}

}
