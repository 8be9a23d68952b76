package io.sluice.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.sluice.support.ClosedPort;

/**
 * Redis as a process, from Debian's package. It stores nothing.
 */
public final class RedisServer extends EngineProcess {

	private final Path directory;

	private RedisServer(Path directory, int port) {
		super(directory, port);
		this.directory = directory;
	}

	/**
	 * Start a server.
	 * @param directory where its files go
	 */
	public static RedisServer start(Path directory) throws IOException {
		RedisServer server = new RedisServer(directory, ClosedPort.reserve());
		server.start();
		return server;
	}

	@Override
	ProcessBuilder command() {
		return new ProcessBuilder("redis-server", "--port", String.valueOf(port()), "--bind", "127.0.0.1", "--save", "",
				"--appendonly", "no", "--dir", this.directory.toString());
	}

	/**
	 * The properties of a gateway whose cluster it connects.
	 */
	public String[] properties(String pod) {
		return new String[] { "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + port(),
				"sluice.cluster.via=redis", "sluice.cluster.pod=" + pod };
	}

	/**
	 * Run a command.
	 * @param words the command and its arguments
	 * @return the reply as bytes
	 */
	public String run(String... words) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			StringBuilder command = new StringBuilder("*%d\r\n".formatted(words.length));
			for (String word : words) {
				command.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
			}
			socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
			socket.shutdownOutput();
			ByteArrayOutputStream reply = new ByteArrayOutputStream();
			socket.getInputStream().transferTo(reply);
			return reply.toString(StandardCharsets.UTF_8);
		}
	}

	/**
	 * Cut the connections of one kind.
	 * @param type {@code normal} or {@code pubsub}
	 */
	public void cut(String type) throws IOException {
		run("CLIENT", "KILL", "TYPE", type);
	}

}
