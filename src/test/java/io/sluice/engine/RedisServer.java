package io.sluice.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.ClosedPort;

import static org.awaitility.Awaitility.await;

/**
 * Redis as a process, from Debian's package. It stores nothing.
 */
public final class RedisServer extends EngineProcess {

	private final List<String> command;

	private RedisServer(Path directory, int port, List<String> command) {
		super(directory, port);
		this.command = command;
	}

	/**
	 * Start a server.
	 * @param directory where its files go
	 */
	public static RedisServer start(Path directory) throws IOException {
		int port = ClosedPort.reserve();
		// or a replica would have to wait for 5 seconds
		return start(directory, port, "--port", String.valueOf(port), "--repl-diskless-sync-delay", "0");
	}

	/**
	 * Start a server.
	 * @param directory where its files go
	 * @param port where it listens
	 * @param settings settings of the server, with the one for the port
	 */
	public static RedisServer start(Path directory, int port, String... settings) throws IOException {
		List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--save", "",
				"--appendonly", "no", "--dir", Files.createDirectories(directory).toString()));
		command.addAll(List.of(settings));
		RedisServer server = new RedisServer(directory, port, List.copyOf(command));
		server.start();
		return server;
	}

	/**
	 * Start a replica, and wait until it has what the server has.
	 * @param replicaDirectory where its files go
	 */
	public RedisServer startReplica(Path replicaDirectory) throws IOException {
		int port = ClosedPort.reserve();
		RedisServer replica = start(replicaDirectory, port, "--port", String.valueOf(port), "--replicaof", "127.0.0.1",
				String.valueOf(port()));
		await().until(() -> replica.run("INFO", "replication").contains("master_link_status:up"));
		return replica;
	}

	@Override
	ProcessBuilder command() {
		return new ProcessBuilder(this.command);
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
		return RedisCommand.run(port(), words);
	}

	/**
	 * Wait until the server is the master, or a replica. A sentinel closes all
	 * connections of a server whose role it changes, also the one that asks for the role.
	 * @param role {@code master} or {@code slave}
	 */
	public void awaitRole(String role) {
		await().ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> run("INFO", "replication").contains("role:" + role));
	}

	/**
	 * Cut the connections of one kind.
	 * @param type {@code normal} or {@code pubsub}
	 */
	public void cut(String type) throws IOException {
		run("CLIENT", "KILL", "TYPE", type);
	}

}
