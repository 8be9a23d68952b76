package io.sluice.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.sluice.support.ClosedPort;

/**
 * RabbitMQ as a process, from Debian's package.
 */
public final class RabbitEngine extends EngineProcess {

	private final Path directory;

	private RabbitEngine(Path directory, int port) {
		super(directory, port);
		this.directory = directory;
	}

	/**
	 * Start a broker.
	 * @param directory where its files go
	 */
	public static RabbitEngine start(Path directory) throws IOException {
		RabbitEngine engine = new RabbitEngine(directory, ClosedPort.reserve());
		engine.start();
		return engine;
	}

	@Override
	ProcessBuilder command() throws IOException {
		return program("rabbitmq-server");
	}

	private ProcessBuilder program(String name, String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("/usr/lib/rabbitmq/bin/" + name);
		builder.command().addAll(List.of(arguments));
		// where a node that crashes leaves its dump
		builder.directory(this.directory.toFile());
		Path plugins = this.directory.resolve("enabled_plugins");
		Files.writeString(plugins, "[].");
		Path configuration = this.directory.resolve("rabbitmq.conf");
		Files.writeString(configuration, """
				listeners.tcp.1 = 127.0.0.1:%d
				log.console.level = warning
				log.file = false
				log.console = true
				""".formatted(port()));
		Map<String, String> environment = builder.environment();
		environment.put("HOME", this.directory.toString());
		environment.put("RABBITMQ_NODENAME", "sluice-%d@localhost".formatted(port()));
		environment.put("RABBITMQ_NODE_PORT", String.valueOf(port()));
		environment.put("RABBITMQ_DIST_PORT", String.valueOf(distributionPort()));
		environment.put("RABBITMQ_MNESIA_BASE", this.directory.resolve("data").toString());
		environment.put("RABBITMQ_LOG_BASE", this.directory.toString());
		environment.put("RABBITMQ_PID_FILE", this.directory.resolve("pid").toString());
		environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString());
		environment.put("RABBITMQ_CONFIG_FILE", configuration.toString());
		environment.put("RABBITMQ_CONF_ENV_FILE", this.directory.resolve("none").toString());
		return builder;
	}

	/**
	 * The port at which nodes find each other: one of its own for each node, and none of
	 * those from which the system chooses for others.
	 */
	private int distributionPort() {
		return 5_000 + port() % 27_000;
	}

	/**
	 * Create a queue that outlives a restart, bound to an exchange that does.
	 * {@link #store} makes it outlive a kill, too.
	 */
	public void createQueue(String exchange, String key, String queue) {
		run((channel) -> {
			channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, true);
			channel.queueDeclare(queue, true, false, false, null);
			channel.queueBind(queue, exchange, key);
		});
	}

	/**
	 * Have what was created stored. RabbitMQ tells a client so a moment before, and
	 * forgets it if it is killed meanwhile.
	 */
	public void store() throws IOException, InterruptedException {
		execute(program("rabbitmqctl", "--quiet", "eval", "ok = mnesia:sync_log()."));
	}

	/**
	 * Create a queue that takes no message.
	 */
	public void createFullQueue(String queue) {
		run((channel) -> channel.queueDeclare(queue, true, false, false,
				Map.of("x-max-length", 0, "x-overflow", "reject-publish")));
	}

	/**
	 * Take all messages of a queue.
	 */
	public List<GetResponse> take(String queue) {
		List<GetResponse> all = new ArrayList<>();
		run((channel) -> {
			for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
				all.add(next);
			}
		});
		return all;
	}

	private void run(Work work) {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost("127.0.0.1");
		factory.setPort(port());
		try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
			work.run(channel);
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Work on a channel.
	 */
	@FunctionalInterface
	private interface Work {

		void run(Channel channel) throws IOException;

	}

}
