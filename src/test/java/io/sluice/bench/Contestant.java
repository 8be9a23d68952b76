package io.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.bench.servers.CamelServer;
import io.sluice.bench.servers.HandlerServer;
import io.sluice.bench.servers.NettyServer;
import io.sluice.bench.servers.StockServer;
import io.sluice.bench.servers.VirtualThreadServer;
import io.sluice.support.TestTls;

/**
 * The servers that take part.
 */
enum Contestant {

	/**
	 * The executable, with routing, metrics, error handling, fairness and deadlines on.
	 */
	SLUICE("Sluice", null),

	/**
	 * The same, with every limit set, so high that none is reached, and every deadline.
	 */
	SLUICE_LIMITS("Sluice, every limit set", null),

	/** The same as the first, with a small heap. */
	SLUICE_96M("Sluice, -Xmx96m", null),

	/** And with one for many connections. */
	SLUICE_512M("Sluice, -Xmx512m", null),

	/** The same as the first, with TLS. */
	SLUICE_TLS("Sluice, TLS", null),

	/** Netty with its line decoder. */
	NETTY("Netty 4.2, epoll", NettyServer.class),

	/** The same, with TLS by the JDK. */
	NETTY_TLS("Netty 4.2, TLS by the JDK", NettyServer.class),

	/** A virtual thread per client and nothing else. */
	VIRTUAL_THREADS("plain virtual threads", VirtualThreadServer.class),

	/** Spring Integration as its manual shows it. */
	STOCK("stock Spring Integration", StockServer.class),

	/** Camel's Netty component, without its executor, which makes it slower. */
	CAMEL("Camel 4.18 netty", CamelServer.class),

	/** Python's threading server. */
	PYTHON("Python threading", null),

	/** Sluice as a starter, with handlers of its own. */
	HANDLERS("Sluice as a starter", HandlerServer.class);

	private static final String LISTENER = "--sluice.listeners.bench.";

	private static final String BUNDLE = "--spring.ssl.bundle.jks.bench.keystore.";

	private static final List<String> LIMITS = Stream
		.concat(Stream.of("--sluice.limits.max-connections=15000"),
				Stream
					.of("limits.max-connections=10000", "limits.max-connections-per-address=10000",
							"limits.connections-per-second=100000", "limits.requests-per-second=10000000",
							"limits.max-requests-in-flight=100000", "request-timeout=20s", "timeouts.idle=1m",
							"timeouts.frame=10s", "timeouts.write=10s", "timeouts.handshake=5s", "timeouts.max-age=1h",
							"access.allow[0]=10.0.0.0/8", "access.allow[1]=127.0.0.0/8", "access.deny[0]=127.0.2.0/24")
					.map(LISTENER::concat))
		.toList();

	private final String title;

	private final Class<?> main;

	Contestant(String title, Class<?> main) {
		this.title = title;
		this.main = main;
	}

	String title() {
		return this.title;
	}

	boolean isSluice() {
		return this.title.startsWith("Sluice");
	}

	boolean speaksTls() {
		return this == SLUICE_TLS || this == NETTY_TLS;
	}

	List<String> command(int port) throws Exception {
		return switch (this) {
			case SLUICE -> executable(port, List.of());
			case SLUICE_LIMITS -> executable(port, LIMITS);
			case SLUICE_96M -> executable(List.of("-Xmx96m"), port, List.of());
			case SLUICE_512M -> executable(List.of("-Xmx512m"), port, List.of());
			case SLUICE_TLS -> executable(port,
					List.of(LISTENER + "ssl.bundle=bench", LISTENER + "ssl.enabled-protocols=TLSv1.3",
							BUNDLE + "type=PKCS12", BUNDLE + "location=file:" + Certificate.store(),
							BUNDLE + "password=" + TestTls.PASSWORD));
			case PYTHON -> List.of("python3", "src/test/resources/bench/threading_server.py", Integer.toString(port));
			case NETTY_TLS -> ofTheBenchmark(port, Certificate.store().toString());
			default -> ofTheBenchmark(port);
		};
	}

	private List<String> ofTheBenchmark(int port, String... further) {
		List<String> command = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path"),
				this.main.getName(), Integer.toString(port)));
		command.addAll(List.of(further));
		return command;
	}

	private static List<String> executable(int port, List<String> further) {
		return executable(List.of(), port, further);
	}

	private static List<String> executable(List<String> flags, int port, List<String> further) {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(flags);
		command.addAll(List.of("-jar", System.getProperty("bench.executable"), "--server.port=0"));
		command.add(LISTENER + "port=" + port);
		command.add(LISTENER + "address=127.0.0.1");
		command.add(LISTENER + "routes[0].to=ping");
		command.add(LISTENER + "routes[0].when.equals=PING");
		command.add(LISTENER + "routes[1].to=sum");
		command.add(LISTENER + "routes[1].when.starts-with={");
		command.add(LISTENER + "routes[2].to=echo");
		command.addAll(further);
		return command;
	}

	private static String java() {
		return ProcessHandle.current().info().command().orElse("java");
	}

	boolean isAvailable() {
		return switch (this) {
			case SLUICE, SLUICE_LIMITS, SLUICE_96M, SLUICE_512M, SLUICE_TLS ->
				Path.of(System.getProperty("bench.executable", "none")).toFile().isFile();
			case PYTHON -> ServerProcess.exists("python3");
			default -> true;
		};
	}

}
