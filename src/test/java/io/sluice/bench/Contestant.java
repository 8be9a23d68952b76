package io.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.bench.servers.CamelServer;
import io.sluice.bench.servers.HandlerServer;
import io.sluice.bench.servers.NettyServer;
import io.sluice.bench.servers.StockServer;
import io.sluice.bench.servers.VirtualThreadServer;

/**
 * The servers that take part.
 */
enum Contestant {

	/**
	 * The executable, with routing, metrics, error handling, fairness and deadlines on.
	 */
	SLUICE("Sluice", null),

	/** Netty with its line decoder. */
	NETTY("Netty 4.2, epoll", NettyServer.class),

	/** A virtual thread per client and nothing else. */
	VIRTUAL_THREADS("plain virtual threads", VirtualThreadServer.class),

	/** Spring Integration as its manual shows it. */
	STOCK("stock Spring Integration", StockServer.class),

	/** Camel's Netty component, without its executor. */
	CAMEL("Camel 4.18 netty", CamelServer.class),

	/** The same, with its executor. */
	CAMEL_EXECUTOR("Camel, with its executor", CamelServer.class),

	/** Python's threading server. */
	PYTHON("Python threading", null),

	/** Sluice as a starter, with handlers of its own. */
	HANDLERS("Sluice as a starter", HandlerServer.class);

	private final String title;

	private final Class<?> main;

	Contestant(String title, Class<?> main) {
		this.title = title;
		this.main = main;
	}

	String title() {
		return this.title;
	}

	List<String> command(int port) {
		String java = ProcessHandle.current().info().command().orElse("java");
		return switch (this) {
			case SLUICE -> executable(java, port);
			case PYTHON -> List.of("python3", "src/test/resources/bench/threading_server.py", Integer.toString(port));
			case CAMEL_EXECUTOR -> List.of(java, "-Dbench.executor=true", "-cp", System.getProperty("java.class.path"),
					this.main.getName(), Integer.toString(port));
			default -> List.of(java, "-cp", System.getProperty("java.class.path"), this.main.getName(),
					Integer.toString(port));
		};
	}

	private static List<String> executable(String java, int port) {
		List<String> command = new ArrayList<>(
				List.of(java, "-jar", System.getProperty("sluice.executable"), "--server.port=0"));
		String listener = "--sluice.listeners.bench.";
		command.add(listener + "port=" + port);
		command.add(listener + "address=127.0.0.1");
		command.add(listener + "routes[0].to=ping");
		command.add(listener + "routes[0].when.equals=PING");
		command.add(listener + "routes[1].to=sum");
		command.add(listener + "routes[1].when.starts-with={");
		command.add(listener + "routes[2].to=echo");
		return command;
	}

	boolean isAvailable() {
		return switch (this) {
			case SLUICE -> Path.of(System.getProperty("sluice.executable", "none")).toFile().isFile();
			case PYTHON -> ServerProcess.exists("python3");
			default -> true;
		};
	}

}
