package io.sluice.support;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The program {@code nginx}, serving HTTP on a port of its own.
 */
public final class Nginx implements AutoCloseable {

	private final Path directory;

	private final int port;

	private Process process;

	/**
	 * Start it, and wait until it listens.
	 * @param directory where its files go
	 * @param server the lines of its server
	 */
	public Nginx(Path directory, String server) throws IOException {
		this(directory, "", server);
	}

	/**
	 * Start it, and wait until it listens.
	 * @param directory where its files go
	 * @param protocols what it speaks, such as {@code ssl http2}
	 * @param server the lines of its server
	 */
	public Nginx(Path directory, String protocols, String server) throws IOException {
		this(directory, "", protocols, server);
	}

	/**
	 * Start it, and wait until it listens.
	 * @param directory where its files go
	 * @param http what its configuration has beside the server
	 * @param protocols what it speaks, such as {@code ssl http2}
	 * @param server the lines of its server
	 */
	public Nginx(Path directory, String http, String protocols, String server) throws IOException {
		this.directory = directory;
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		Files.writeString(directory.resolve("nginx.conf"), """
				daemon off;
				master_process off;
				pid nginx.pid;
				events { worker_connections 2000; }
				http {
					access_log off;
					client_body_temp_path body;
					proxy_temp_path proxy;
					fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi;
					scgi_temp_path scgi;
					%s
					server {
						listen 127.0.0.1:%d %s;
						%s
					}
				}
				""".formatted(http, this.port, protocols, server));
		start();
	}

	/**
	 * Start it again after it was killed.
	 */
	public void start() throws IOException {
		Path output = this.directory.resolve("nginx.log");
		this.process = new ProcessBuilder("nginx", "-p", this.directory.toString(), "-c", "nginx.conf", "-e",
				output.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			await().until(() -> {
				assertThat(this.process.isAlive()).as(() -> read(output)).isTrue();
				return isListening();
			});
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
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
	 * Send it a signal.
	 * @param name such as {@code STOP}
	 */
	public void signal(String name) throws IOException, InterruptedException {
		Signals.send(this.process, name);
	}

	/**
	 * Kill it, and wait for its end.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

}
