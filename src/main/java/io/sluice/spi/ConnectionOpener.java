package io.sluice.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import io.sluice.process.MemoryAccount;

/**
 * What happens between a connection's accept and its first frame, on the connection's own
 * thread: nothing, or a PROXY header, a check of the address it carries, and TLS.
 */
@FunctionalInterface
public interface ConnectionOpener {

	/** Opens a connection that begins with its first frame. */
	ConnectionOpener PLAIN = (accepted, memory, known) -> new OpenedSocket(accepted, remote(accepted), null);

	/**
	 * Open a connection.
	 * @param accepted the socket, which is closed at the deadline that
	 * {@code timeouts.handshake} gives
	 * @param memory what is held until a connection is open is taken from this
	 * @param known receives the client where its address is known before the connection
	 * is open
	 * @return what is served
	 * @throws RefusedException if the client is not let in
	 * @throws IOException if the connection breaks
	 */
	OpenedSocket open(Socket accepted, MemoryAccount memory, Consumer<OpenedSocket> known) throws IOException;

	/**
	 * The other end of an accepted socket.
	 * @param accepted the socket
	 * @return its address and port
	 */
	static InetSocketAddress remote(Socket accepted) {
		return (InetSocketAddress) accepted.getRemoteSocketAddress();
	}

}
