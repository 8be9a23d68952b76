package io.sluice.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Executor;

import javax.net.ServerSocketFactory;

/**
 * Accepts connections on a thread of its own; what becomes of each is up to a test.
 */
public final class TestServer implements AutoCloseable {

	private final ServerSocket socket;

	/** Held by the thread that accepts while it is inside the call. */
	private final Object accepting = new Object();

	/**
	 * Listen on this machine.
	 * @param port the port, or 0 for a free one
	 * @param threads where connections are served; {@code Runnable::run} serves them one
	 * after another
	 */
	public TestServer(ServerSocketFactory sockets, int port, Executor threads, Service service) throws IOException {
		this.socket = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
		Thread.ofPlatform().daemon().start(() -> accept(threads, service));
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	private void accept(Executor threads, Service service) {
		for (int i = 0; !this.socket.isClosed(); i++) {
			int connection = i;
			try {
				Socket accepted = acceptNext();
				threads.execute(() -> serve(service, connection, accepted));
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private Socket acceptNext() throws IOException {
		synchronized (this.accepting) {
			return this.socket.accept();
		}
	}

	private static void serve(Service service, int connection, Socket accepted) {
		try (accepted) {
			service.serve(connection, accepted);
		}
		catch (IOException ex) {
			// the client's side of it is what is tested
		}
	}

	/**
	 * Wait until the other end has closed a connection. It resets one from which it has
	 * not read everything.
	 */
	public static void awaitEnd(Socket connection) throws IOException {
		try {
			connection.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketException ex) {
			if (connection.isClosed()) {
				throw ex;
			}
		}
	}

	/**
	 * Stop listening. A connect afterwards is refused.
	 */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		synchronized (this.accepting) {
			// the system goes on to take connections until the call of accept returns
		}
	}

	/**
	 * What becomes of a connection; it is closed afterwards.
	 */
	@FunctionalInterface
	public interface Service {

		void serve(int connection, Socket accepted) throws IOException;

	}

}
