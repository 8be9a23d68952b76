package io.sluice.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ServerSocketFactory;

import io.sluice.support.TestServer;

/**
 * A server of a few lines that does to each connection, one after another, what a test
 * says.
 */
final class LineServer implements AutoCloseable {

	private final TestServer server;

	LineServer(ServerSocketFactory sockets, int port, Behaviour behaviour) throws IOException {
		this.server = new TestServer(sockets, port, Runnable::run,
				(connection, client) -> serve(connection, client, behaviour));
	}

	static LineServer start(Behaviour behaviour) throws IOException {
		return new LineServer(ServerSocketFactory.getDefault(), 0, behaviour);
	}

	int port() {
		return this.server.port();
	}

	/**
	 * Send every line back.
	 */
	static void echo(int connection, BufferedReader in, PrintWriter out) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println(line);
		}
	}

	private static void serve(int connection, Socket client, Behaviour behaviour) throws IOException {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
			behaviour.serve(connection, in, out);
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * Serves a connection, which is closed afterwards.
	 */
	@FunctionalInterface
	interface Behaviour {

		void serve(int connection, BufferedReader in, PrintWriter out) throws IOException;

	}

}
