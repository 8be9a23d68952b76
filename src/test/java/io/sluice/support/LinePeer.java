package io.sluice.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * A service whose messages are lines. It does to all its connections at once what a test
 * says.
 */
public final class LinePeer implements AutoCloseable {

	private final TestServer server;

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	private final AtomicInteger ended = new AtomicInteger();

	private LinePeer(ServerSocketFactory sockets, int port, Behaviour behaviour) throws IOException {
		this.server = new TestServer(sockets, port, Thread::startVirtualThread,
				(connection, client) -> serve(connection, client, behaviour));
	}

	public static LinePeer start(Behaviour behaviour) throws IOException {
		return start(0, behaviour);
	}

	public static LinePeer start(ServerSocketFactory sockets, Behaviour behaviour) throws IOException {
		return new LinePeer(sockets, 0, behaviour);
	}

	public static LinePeer start(int port, Behaviour behaviour) throws IOException {
		return new LinePeer(ServerSocketFactory.getDefault(), port, behaviour);
	}

	/** Answer every line with itself. */
	public static void echo(int connection, BufferedReader in, PrintWriter out) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println(line);
		}
	}

	/** Answer every line with itself behind a prefix. */
	public static Behaviour prefixing(String prefix) {
		return (connection, in, out) -> {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(prefix + line);
			}
		};
	}

	/** Answer nothing. */
	public static void ignore(int connection, BufferedReader in, PrintWriter out) throws IOException {
		String line = in.readLine();
		while (line != null) {
			line = in.readLine();
		}
	}

	public int port() {
		return this.server.port();
	}

	public int accepted() {
		return this.sockets.size();
	}

	/** The connections that are over, because the other side or the behaviour ended. */
	public int ended() {
		return this.ended.get();
	}

	private void serve(int connection, Socket client, Behaviour behaviour) throws IOException {
		client.setTcpNoDelay(true);
		this.sockets.add(client);
		if (this.closed) {
			// the thread of a closed server may accept one more client
			return;
		}
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
			behaviour.serve(connection, in, out);
		}
		finally {
			this.ended.incrementAndGet();
		}
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * Serves a connection, which is closed afterwards.
	 */
	@FunctionalInterface
	public interface Behaviour {

		void serve(int connection, BufferedReader in, PrintWriter out) throws IOException;

	}

}
