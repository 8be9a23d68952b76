package io.sluice.support;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

import static org.awaitility.Awaitility.await;

/**
 * The program {@code haproxy}, forwarding what comes to a port of its own.
 */
public final class Haproxy implements AutoCloseable {

	/**
	 * Where its own connections come from, to be told from those of clients.
	 */
	public static final String ADDRESS = "127.0.0.2";

	private final int port;

	private final Path output;

	private final Process process;

	/**
	 * Start it, and wait until it listens.
	 * @param directory where its files go
	 * @param gateway the port of this machine that it forwards to
	 * @param server settings of its {@code server} line
	 * @param lines further lines of its configuration
	 */
	public Haproxy(Path directory, int gateway, String server, String... lines) throws IOException {
		this(directory, (port) -> configuration(port, gateway, server, lines));
	}

	/**
	 * Start it, and wait until it listens.
	 * @param directory where its files go
	 * @param configuration its configuration, given the port to listen on
	 */
	public Haproxy(Path directory, IntFunction<String> configuration) throws IOException {
		this.output = directory.resolve("haproxy.log");
		Path file = directory.resolve("haproxy.cfg");
		try (Socket reserved = new Socket()) {
			// haproxy sets this option too, and so can take a port that nobody else gets
			reserved.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			this.port = reserved.getLocalPort();
			Files.writeString(file, configuration.apply(this.port));
			this.process = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true)
				.redirectOutput(this.output.toFile())
				.start();
			awaitListening();
		}
	}

	private static String configuration(int port, int gateway, String server, String... lines) {
		return """
				global
					log stdout format raw local0
				defaults
					mode tcp
					log global
					timeout connect 1m
					timeout client 1m
					timeout server 1m
				listen sluice
					bind 127.0.0.1:%d
					option log-health-checks
					%s
					server gateway 127.0.0.1:%d source %s %s
				""".formatted(port, String.join("\n\t", lines), gateway, ADDRESS, server);
	}

	private void awaitListening() {
		try {
			await().failFast(this::requireAlive).until(this::isListening);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void requireAlive() throws IOException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("haproxy ended: " + output());
		}
	}

	private boolean isListening() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	public int port() {
		return this.port;
	}

	/**
	 * All that it wrote until now, such as the results of health checks.
	 */
	public String output() throws IOException {
		return Files.readString(this.output);
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
