package io.sluice.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

import io.sluice.process.MemoryAccount;
import org.jspecify.annotations.Nullable;

/**
 * What happens between a connection's accept and its first frame, on the connection's own
 * thread: nothing, or a PROXY header, a look at the address it carries, and TLS.
 */
@FunctionalInterface
public interface Opening {

	/** Nothing happens. */
	Opening PLAIN = (accepted, memory, known) -> new Opened(accepted, remote(accepted), null);

	/**
	 * Open a connection.
	 * @param accepted the socket, on which all of it is held to {@code handshake}: it is
	 * closed when that is over
	 * @param memory what is held until a connection is open is taken from this
	 * @param known told who the client is where that is known before the connection is
	 * open
	 * @return what is served
	 * @throws RefusedException if the client is not let in
	 * @throws IOException if the connection breaks
	 */
	Opened open(Socket accepted, MemoryAccount memory, Consumer<Opened> known) throws IOException;

	/**
	 * The other end of an accepted socket.
	 * @param accepted the socket
	 * @return its address and port
	 */
	static InetSocketAddress remote(Socket accepted) {
		return (InetSocketAddress) accepted.getRemoteSocketAddress();
	}

	/**
	 * A connection that can be served.
	 *
	 * @param socket the accepted socket, or TLS over it
	 * @param peer the client
	 * @param proxy the proxy that the client comes by, if its header was read
	 * @param tls how the connection is secured, if it is
	 * @param records what TLS reads from the accepted socket
	 */
	record Opened(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy, @Nullable TlsPeer tls,
			RecordLayer records) {

		/**
		 * Without TLS.
		 * @param socket the accepted socket
		 * @param peer the client
		 * @param proxy the proxy that the client comes by, if its header was read
		 */
		public Opened(Socket socket, InetSocketAddress peer, @Nullable ProxyPeer proxy) {
			this(socket, peer, proxy, null, RecordLayer.NONE);
		}

	}

}
