package io.sluice.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.sluice.support.ClosedPort;

import static org.awaitility.Awaitility.await;

/**
 * A sentinel of Redis as a process, which decides alone that a master is down.
 */
public final class RedisSentinel extends EngineProcess {

	private static final String MASTER = "main";

	private final Path configuration;

	private RedisSentinel(Path directory, int port) {
		super(directory, port);
		this.configuration = directory.resolve("sentinel.conf");
	}

	/**
	 * Start a sentinel.
	 * @param directory where its files go
	 * @param master the master that it watches, with its replicas
	 */
	public static RedisSentinel start(Path directory, RedisServer master) throws IOException {
		RedisSentinel sentinel = new RedisSentinel(Files.createDirectories(directory), ClosedPort.reserve());
		Files.writeString(sentinel.configuration, """
				port %d
				bind 127.0.0.1
				dir %s
				sentinel monitor %s 127.0.0.1 %d 1
				sentinel down-after-milliseconds %3$s 300
				""".formatted(sentinel.port(), directory, MASTER, master.port()));
		sentinel.start();
		return sentinel;
	}

	@Override
	ProcessBuilder command() {
		return new ProcessBuilder("redis-server", this.configuration.toString(), "--sentinel");
	}

	/**
	 * The properties of a gateway whose cluster the master connects.
	 */
	public String[] properties(String pod) {
		return new String[] { "spring.data.redis.sentinel.master=" + MASTER,
				"spring.data.redis.sentinel.nodes[0]=127.0.0.1:" + port(), "sluice.cluster.via=redis",
				"sluice.cluster.pod=" + pod };
	}

	/**
	 * Make the replica the master while the master lives, once the sentinel knows the
	 * replica.
	 */
	public void failOver() {
		await().until(() -> RedisCommand.run(port(), "SENTINEL", "FAILOVER", MASTER).startsWith("+OK"));
	}

}
