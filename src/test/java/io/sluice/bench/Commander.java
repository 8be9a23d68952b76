package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.sluice.bench.servers.Commands;

/**
 * A client that has a server send messages to the other clients.
 */
final class Commander implements AutoCloseable {

	private final ServerProcess server;

	private final Socket socket;

	private final BufferedReader replies;

	Commander(ServerProcess server) throws IOException {
		this.server = server;
		this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
		this.replies = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
	}

	/**
	 * Give a command over and over.
	 * @return the CPU of the server for a message that it has sent, in microseconds
	 */
	double cpuMicros(String command, Duration duration) throws IOException {
		long messages = 0;
		Duration before = this.server.cpu();
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			messages += execute(command);
		}
		return this.server.cpu().minus(before).toNanos() / 1e3 / messages;
	}

	/**
	 * Give a command over and over.
	 * @return the messages that the server has sent in a second
	 */
	double perSecond(String command, Duration duration) throws IOException {
		long messages = 0;
		long begin = System.nanoTime();
		long now = begin;
		while (now - begin < duration.toNanos()) {
			messages += execute(command);
			now = System.nanoTime();
		}
		return messages * 1e9 / (now - begin);
	}

	/**
	 * Give a command until it succeeds, for half a minute at most.
	 */
	void awaitDone(String command) throws Exception {
		long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		while (true) {
			try {
				execute(command);
				return;
			}
			catch (IllegalStateException ex) {
				if (System.nanoTime() > end) {
					throw ex;
				}
				Thread.sleep(100);
			}
		}
	}

	/**
	 * @return how many messages the server has sent
	 */
	private int execute(String command) throws IOException {
		this.socket.getOutputStream().write((command + '\n').getBytes(StandardCharsets.US_ASCII));
		String line = this.replies.readLine();
		while (line != null && line.startsWith("x")) {
			// sent to all
			line = this.replies.readLine();
		}
		if (line == null || !line.startsWith(Commands.DONE)) {
			throw new IllegalStateException("%s: %s".formatted(command, line));
		}
		return Integer.parseInt(line.substring(Commands.DONE.length()));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
