package io.sluice.admission;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import javax.net.ServerSocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Creates server sockets that accept only while there is room: a client that finds none
 * waits in the backlog.
 */
public final class AdmittingServerSocketFactory extends ServerSocketFactory {

	/** No limit but the operating system's; leaves room for the permit of a close. */
	public static final int UNLIMITED = Integer.MAX_VALUE - 2;

	private static final int DEFAULT_BACKLOG = 50;

	private final String listener;

	private final int maxConnections;

	/**
	 * Create a factory.
	 * @param listener the listener's name, for log lines
	 * @param maxConnections how many connections may be open at once, or
	 * {@link #UNLIMITED}
	 */
	public AdmittingServerSocketFactory(String listener, int maxConnections) {
		this.listener = listener;
		this.maxConnections = maxConnections;
	}

	@Override
	public ServerSocket createServerSocket() throws IOException {
		return new AdmittingServerSocket(this.listener, this.maxConnections);
	}

	@Override
	public ServerSocket createServerSocket(int port) throws IOException {
		return createServerSocket(port, DEFAULT_BACKLOG);
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog) throws IOException {
		return createServerSocket(port, backlog, null);
	}

	@Override
	public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
		ServerSocket socket = createServerSocket();
		try {
			socket.bind(new InetSocketAddress(address, port), backlog);
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

}
