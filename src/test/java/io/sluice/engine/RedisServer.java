package io.sluice.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.sluice.support.ClosedPort;

/**
 * Redis as a process, from Debian's package.
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
		return new ProcessBuilder(List.of("redis-server", "--port", String.valueOf(port()), "--bind", "127.0.0.1",
				"--save", "", "--appendonly", "no", "--dir", this.directory.toString()));
	}

}
