package io.sluice.admission;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import javax.net.ServerSocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Creates server sockets that accept only while a thread is free: a client that finds
 * none waits in the backlog.
 */
public final class AdmittingServerSocketFactory extends ServerSocketFactory {

	private static final int DEFAULT_BACKLOG = 50;

	private final String listener;

	private final @Nullable ConnectionThreads threads;

	/**
	 * Create a factory.
	 * @param listener the listener's name, for log lines
	 * @param threads the threads of the listener's connections, or {@code null} where
	 * there are always more
	 */
	public AdmittingServerSocketFactory(String listener, @Nullable ConnectionThreads threads) {
		this.listener = listener;
		this.threads = threads;
	}

	@Override
	public ServerSocket createServerSocket() throws IOException {
		return new AdmittingServerSocket(this.listener, this.threads);
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
