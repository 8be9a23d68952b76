package io.sluice.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ServerSocketFactory;

/**
 * A server of a few lines that does to each connection, one after another, what a test
 * says.
 */
final class LineServer implements AutoCloseable {

	private final ServerSocket socket;

	LineServer(ServerSocketFactory sockets, int port, Behaviour behaviour) throws IOException {
		this.socket = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
		Thread.ofPlatform().daemon().start(() -> serve(behaviour));
	}

	static LineServer that(Behaviour behaviour) throws IOException {
		return new LineServer(ServerSocketFactory.getDefault(), 0, behaviour);
	}

	/**
	 * A port on which nothing listens. Not that of a server that was closed: it may take
	 * a client more, until its thread has noticed.
	 */
	static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Send every line back.
	 */
	static void echo(int connection, BufferedReader in, PrintWriter out) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println(line);
		}
	}

	private void serve(Behaviour behaviour) {
		for (int i = 0; !this.socket.isClosed(); i++) {
			try (Socket client = this.socket.accept();
					BufferedReader in = new BufferedReader(
							new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
					PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
				behaviour.serve(i, in, out);
			}
			catch (IOException ex) {
				// the client's side of it is what is tested
			}
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What becomes of a connection; it is closed afterwards.
	 */
	@FunctionalInterface
	interface Behaviour {

		void serve(int connection, BufferedReader in, PrintWriter out) throws IOException;

	}

}
