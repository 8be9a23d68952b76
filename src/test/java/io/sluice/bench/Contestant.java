package io.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.sluice.bench.servers.CamelServer;
import io.sluice.bench.servers.Commands;
import io.sluice.bench.servers.Devices;
import io.sluice.bench.servers.HandlerServer;
import io.sluice.bench.servers.JsonServer;
import io.sluice.bench.servers.KafkaLoop;
import io.sluice.bench.servers.KafkaServer;
import io.sluice.bench.servers.NettyDelayedServer;
import io.sluice.bench.servers.NettyHttpProxy;
import io.sluice.bench.servers.NettyHttpServer;
import io.sluice.bench.servers.NettyServer;
import io.sluice.bench.servers.NettySessionServer;
import io.sluice.bench.servers.NettyTcpProxy;
import io.sluice.bench.servers.ReactorServer;
import io.sluice.bench.servers.RedisLoop;
import io.sluice.bench.servers.RedisProcess;
import io.sluice.bench.servers.SessionServer;
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

	/** The first on one core. */
	SLUICE_ONE_CORE("Sluice, one core", null),

	/** Netty on one core. */
	NETTY_ONE_CORE("Netty 4.2, one core", NettyServer.class),

	/** Reactor Netty with the same line decoder. */
	REACTOR_NETTY("Reactor Netty, TcpServer", ReactorServer.class),

	/** A virtual thread per client and nothing else. */
	VIRTUAL_THREADS("plain virtual threads", VirtualThreadServer.class),

	/** Spring Integration as its manual shows it. */
	STOCK("stock Spring Integration", StockServer.class),

	/** Camel's Netty component, without its executor, which makes it slower. */
	CAMEL("Camel 4.18 netty", CamelServer.class),

	/** Python's threading server. */
	PYTHON("Python threading", null),

	/** Sluice as a starter, with handlers of its own. */
	HANDLERS("Sluice as a starter", HandlerServer.class),

	/** The same, with routes that look into JSON. */
	JSON("Sluice with JSON routes", JsonServer.class),

	/** The executable with few routes. */
	SLUICE_TEN_ROUTES("Sluice, 10 routes", null),

	/** And with many. */
	SLUICE_THOUSAND_ROUTES("Sluice, 1,000 routes", null),

	/** The executable with upstreams beside the echo. */
	SLUICE_UPSTREAMS("Sluice, upstreams", null),

	/** The same, with several requests of a connection at their targets. */
	SLUICE_PIPELINE("Sluice, pipeline: 16", null),

	/** The executable with a route to Kafka. */
	SLUICE_KAFKA("Sluice, Kafka", null),

	/** A loop of Kafka's client alone. */
	KAFKA_LOOP("KafkaTemplate loop", KafkaLoop.class),

	/** Kafka; its CPU does not count. */
	KAFKA("Kafka", KafkaServer.class),

	/** Sluice as a starter, with named sessions. */
	SESSIONS("Sluice, sessions", SessionServer.class),

	/** The same, with answers to its asks. */
	ASKS("Sluice, asks", SessionServer.class),

	/** Netty with named channels. */
	NETTY_SESSIONS("Netty 4.2, sessions", NettySessionServer.class),

	/** The clients of Sluice's sessions; their CPU does not count. */
	DEVICES("devices of Sluice", Devices.class),

	/** Those that it asks. */
	ASKED_DEVICES("devices that answer", Devices.class),

	/** Those of Netty. */
	NETTY_DEVICES("devices of Netty", Devices.class),

	/** Sluice as a starter, as a pod without devices. */
	POD("Sluice, pod", SessionServer.class),

	/** The pod that has the devices. */
	FAR_POD("Sluice, far pod", SessionServer.class),

	/** Those devices; their CPU does not count. */
	FAR_DEVICES("devices of the far pod", Devices.class),

	/** A loop of Redis' client alone. */
	REDIS_LOOP("Lettuce loop", RedisLoop.class),

	/** Redis; its CPU does not count. */
	REDIS("Redis", RedisProcess.class),

	/** A TCP proxy in Netty. */
	NETTY_TCP_PROXY("Netty 4.2, TCP proxy", NettyTcpProxy.class),

	/** HAProxy, which forwards bytes. */
	HAPROXY("HAProxy, TCP mode", null),

	/** A proxy from TCP to HTTP in Netty. */
	NETTY_HTTP_PROXY("Netty 4.2, HTTP proxy", NettyHttpProxy.class),

	/** What upstreams and proxies lead to; its CPU does not count. */
	FAR_END("far end", NettyServer.class),

	/** A far end that answers after 5 ms. */
	SLOW_FAR_END("slow far end", NettyDelayedServer.class),

	/** A far end that speaks HTTP. */
	HTTP_FAR_END("HTTP far end", NettyHttpServer.class);

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

	/**
	 * The command that starts the server.
	 * @param port the port that it is to listen on
	 * @param ports the ports of the servers that it leads to
	 */
	List<String> command(int port, Ports ports) throws Exception {
		return switch (this) {
			case SLUICE -> executable(port, Settings.echo());
			case SLUICE_LIMITS -> executable(port, Settings.echo(), Settings.LIMITS);
			case SLUICE_96M -> executable("-Xmx96m", port);
			case SLUICE_512M -> executable("-Xmx512m", port);
			case SLUICE_TLS -> executable(port, Settings.echo(), Settings.tls());
			case SLUICE_TEN_ROUTES -> executable(port, Settings.routes(10));
			case SLUICE_THOUSAND_ROUTES -> executable(port, Settings.routes(1000));
			case SLUICE_UPSTREAMS -> executable(port, upstreams(ports));
			case SLUICE_PIPELINE -> executable(port, upstreams(ports), Settings.pipeline(16));
			case SLUICE_ONE_CORE -> onOneCore(executable(port, Settings.echo()));
			case NETTY_ONE_CORE -> onOneCore(ofTheBenchmark(port));
			case HAPROXY -> List.of("env", "BENCH_PORT=" + port, "BENCH_FAR_END=" + ports.of(FAR_END), "haproxy", "-db",
					"-f", "src/test/resources/bench/haproxy.cfg");
			case SLUICE_KAFKA -> executable(port, Settings.kafka(ports.of(KAFKA)), Settings.pipeline(32));
			case KAFKA_LOOP -> ofTheBenchmark(port, Integer.toString(ports.of(KAFKA)));
			case PYTHON -> List.of("python3", "src/test/resources/bench/threading_server.py", Integer.toString(port));
			case NETTY_TLS -> ofTheBenchmark(port, Certificate.store().toString());
			case NETTY_TCP_PROXY -> ofTheBenchmark(port, Integer.toString(ports.of(FAR_END)));
			case NETTY_HTTP_PROXY -> ofTheBenchmark(port, Integer.toString(ports.of(HTTP_FAR_END)));
			case SLOW_FAR_END -> ofTheBenchmark(port, "5");
			case ASKS -> ofTheBenchmark(port, "asks");
			case POD -> ofTheBenchmark(port, "near", Integer.toString(ports.of(REDIS)));
			case FAR_POD -> ofTheBenchmark(port, "far", Integer.toString(ports.of(REDIS)));
			case FAR_DEVICES -> devices(port, ports.of(FAR_POD), Commands.REMOTE, "read");
			case REDIS_LOOP -> ofTheBenchmark(port, Integer.toString(ports.of(REDIS)));
			case DEVICES -> devices(port, ports.of(SESSIONS), SessionRows.DEVICES, "read");
			case NETTY_DEVICES -> devices(port, ports.of(NETTY_SESSIONS), SessionRows.DEVICES, "read");
			case ASKED_DEVICES -> devices(port, ports.of(ASKS), SessionRows.ASKED, "echo");
			default -> ofTheBenchmark(port);
		};
	}

	private static List<String> upstreams(Ports ports) throws Exception {
		return Settings.upstreams(ports.of(FAR_END), ports.of(SLOW_FAR_END), ports.of(HTTP_FAR_END));
	}

	private List<String> devices(int port, int server, int count, String what) {
		return ofTheBenchmark(port, Integer.toString(server), Integer.toString(count), what);
	}

	private List<String> ofTheBenchmark(int port, String... further) {
		List<String> command = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path"),
				this.main.getName(), Integer.toString(port)));
		command.addAll(List.of(further));
		return command;
	}

	@SafeVarargs
	private static List<String> executable(int port, List<String>... settings) {
		List<String> command = new ArrayList<>(
				List.of(java(), "-jar", System.getProperty("bench.executable"), "--server.port=0"));
		command.addAll(Settings.listener(port));
		for (List<String> further : settings) {
			command.addAll(further);
		}
		return command;
	}

	private static List<String> executable(String flag, int port) {
		List<String> command = executable(port, Settings.echo());
		command.add(1, flag);
		return command;
	}

	/**
	 * The process is the server's, as the tool replaces itself.
	 */
	private static List<String> onOneCore(List<String> command) {
		List<String> restricted = new ArrayList<>(List.of("taskset", "--cpu-list", "0"));
		restricted.addAll(command);
		return restricted;
	}

	private static String java() {
		return ProcessHandle.current().info().command().orElse("java");
	}

	boolean isAvailable() {
		return switch (this) {
			case PYTHON -> ServerProcess.exists("python3", "--version");
			case HAPROXY -> ServerProcess.exists("haproxy", "-v");
			case SLUICE_ONE_CORE, NETTY_ONE_CORE -> ServerProcess.exists("taskset", "--version");
			default -> this.main != null || Path.of(System.getProperty("bench.executable", "none")).toFile().isFile();
		};
	}

	/**
	 * Whether it says when it listens.
	 */
	boolean saysReady() {
		return this != HAPROXY;
	}

	/**
	 * Tells the port of a server, which runs from then on.
	 */
	@FunctionalInterface
	interface Ports {

		int of(Contestant contestant) throws Exception;

	}

}
