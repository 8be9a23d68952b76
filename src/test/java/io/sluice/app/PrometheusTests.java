package io.sluice.app;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.support.ActuatorClient;
import io.sluice.support.Crowd;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.Scrape;
import io.sluice.support.TestClient;
import io.sluice.support.TlsClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Prometheus scrapes from the executable is valid, and is what docs/metrics.md says.
 */
class PrometheusTests {

	/** Rows of the table of metrics, with their names at the beginning. */
	private static final Pattern ROW = Pattern.compile("^\\| (`(?:sluice|executor|jvm)\\..*?) \\| *([\\w, ]*?) *\\|.*");

	/** What only a listener with a lease or a broker has; the tests of these check it. */
	private static final Set<String> ELSEWHERE = Set.of("sluice_leader", "sluice_dead_letters_total");

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext context;

	private ActuatorClient actuator;

	private TlsClients tls;

	@BeforeEach
	void start() throws Exception {
		this.tls = new TlsClients(this.directory);
		Stream<String> settings = Stream.of("server.port=0", "logging.level.root=warn",
				"sluice.access-log.enabled=true", "logging.level.sluice.access=off",
				"sluice.listeners.plain.routes[0].to=ping", "sluice.listeners.plain.routes[0].when.equals=PING",
				"sluice.listeners.plain.limits.max-connections=500", "sluice.listeners.pool.executor.type=pool",
				"sluice.listeners.pool.routes[0].to=echo", "sluice.listeners.closed.access.deny[0]=127.0.0.0/8",
				"sluice.listeners.closed.routes[0].to=echo", "sluice.upstreams.gone.url=http://localhost:1",
				"sluice.listeners.guarded.routes[0].to=gone", "sluice.listeners.guarded.routes[0].retry.attempts=2",
				"sluice.listeners.guarded.routes[0].retry.backoff=1ms",
				"sluice.listeners.guarded.routes[0].fallback=echo",
				// a port on which nothing listens
				"sluice.cluster.via=redis", "spring.data.redis.port=1");
		Stream<String> ports = Stream.of("plain", "pool", "closed", "guarded")
			.flatMap((name) -> Stream.of("sluice.listeners.%s.port=0".formatted(name),
					"sluice.listeners.%s.address=127.0.0.1".formatted(name)));
		Stream<String> secure = Stream.of(this.tls.properties())
			.map((property) -> property.replaceFirst("^\\.", "sluice.listeners.secure."));
		this.context = RunningApplication.application()
			.run(Stream
				.of(settings, ports, secure,
						Stream.of("sluice.listeners.secure.port=0", "sluice.listeners.secure.address=127.0.0.1",
								"sluice.listeners.secure.routes[0].to=echo"))
				.flatMap((all) -> all)
				.map((property) -> "--" + property)
				.toArray(String[]::new));
		this.actuator = new ActuatorClient(this.context);
	}

	@AfterEach
	void stop() {
		this.actuator.close();
		this.context.close();
	}

	@Test
	@NeedsPrograms("promtool")
	void scrapeIsValid() throws Exception {
		useEverything();
		Process promtool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
		try (OutputStream metrics = promtool.getOutputStream()) {
			metrics.write(Scrape.text(this.actuator).getBytes(StandardCharsets.UTF_8));
		}
		String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		// what it has against the names of others is theirs
		assertThat(said.lines().filter((line) -> line.contains("sluice") || line.contains("error"))).isEmpty();
		assertThat(promtool.waitFor()).as(said).isIn(0, 3);
	}

	@Test
	void everyDocumentedMetricIsThere() throws Exception {
		useEverything();
		List<String> documented = readDocumentedMetrics();
		assertThat(documented).hasSizeGreaterThan(15);
		assertThat(documented).containsAll(ELSEWHERE);
		assertThat(Stream.concat(Scrape.of(this.actuator).names().stream(), ELSEWHERE.stream()))
			.containsAll(documented);
	}

	@Test
	void metricsHaveTheValuesOfWhatHappened() throws Exception {
		useEverything();
		try (TestClient open = connect("plain")) {
			open.request("PING");
			Scrape scrape = Scrape.of(this.actuator);
			Map<String, String> plain = Map.of("listener", "plain");
			assertThat(scrape.value("sluice_listening", plain)).isOne();
			assertThat(scrape.value("sluice_connections_active", plain)).isOne();
			assertThat(scrape.value("sluice_connections_max", plain)).isEqualTo(500);
			assertThat(scrape.value("sluice_connections_max", Map.of("listener", "pool"))).isEqualTo(200);
			assertThat(scrape.value("sluice_requests_active", plain)).isZero();
			assertThat(scrape.value("sluice_drain_remaining", plain)).isZero();
			assertThat(scrape.value("sluice_replies_dropped_total", plain)).isZero();
			assertThat(scrape.value("sluice_accept_paused", Map.of("listener", "plain", "reason", "limit"))).isZero();
			assertThat(scrape.value("sluice_bytes_received_total", plain)).isEqualTo("PING\nPING\nhello\n".length());
			assertThat(scrape.value("sluice_bytes_sent_total", plain))
				.isEqualTo("PONG\nPONG\nERR NO_ROUTE no route matches\n".length());
			assertThat(scrape.value("sluice_connections_seconds_count",
					Map.of("listener", "plain", "close_reason", "client_closed")))
				.isOne();
			assertThat(scrape.value("sluice_access_log_dropped_total", Map.of())).isZero();
			assertRequests(scrape);
		}
	}

	private static void assertRequests(Scrape scrape) {
		Map<String, String> ping = Map.of("listener", "plain", "route", "ping", "outcome", "ok");
		assertThat(scrape.value("sluice_requests_seconds_count", ping)).isEqualTo(2);
		assertThat(scrape.value("sluice_requests_seconds_bucket", with(ping, "le", "30.0"))).isEqualTo(2);
		assertThat(scrape.value("sluice_requests_seconds_bucket", with(ping, "le", "+Inf"))).isEqualTo(2);
		assertThat(scrape.samples()).filteredOn((sample) -> sample.name().equals("sluice_requests_seconds_bucket"))
			.filteredOn((sample) -> sample.labels().entrySet().containsAll(ping.entrySet()))
			.extracting((sample) -> sample.labels().get("le"))
			.contains("1.0E-4")
			.hasSize(18);
		assertThat(scrape.value("sluice_requests_seconds_count",
				Map.of("listener", "plain", "route", "none", "outcome", "no_route")))
			.isOne();
		assertThat(scrape.value("sluice_connections_rejected_total",
				Map.of("listener", "closed", "reason", "address_denied")))
			.isOne();
		assertThat(scrape.value("sluice_tls_handshake_seconds_count",
				Map.of("listener", "secure", "protocol", "TLSv1.3", "outcome", "ok")))
			.isOne();
	}

	private static Map<String, String> with(Map<String, String> labels, String name, String value) {
		return Stream.concat(labels.entrySet().stream(), Stream.of(Map.entry(name, value)))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	@Test
	void tenThousandPeersMakeNoMoreSeriesThanOne() throws Exception {
		useEverything();
		long series = Scrape.of(this.actuator).series("sluice_");
		int port = port("plain");
		Crowd.each(10, (index) -> {
			for (int peer = 0; peer < 1000; peer++) {
				exchange(port, index, peer);
			}
		});
		awaitEnds("plain", 10_001);
		Scrape scrape = Scrape.of(this.actuator);
		assertThat(scrape.series("sluice_")).isEqualTo(series);
		assertThat(scrape.samples())
			.noneMatch((sample) -> sample.labels().values().stream().anyMatch((value) -> value.contains("127.")));
	}

	/**
	 * Each from an address of its own.
	 */
	private static void exchange(int port, int index, int peer) throws IOException {
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress("127.%d.%d.%d".formatted(1 + index, peer / 250, 1 + peer % 250), 0));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			assertThat(new TestClient(socket).request("PING")).isEqualTo("PONG");
		}
	}

	/**
	 * A defined sequence, in which everything happens that is measured.
	 */
	private void useEverything() throws Exception {
		try (TestClient client = connect("guarded")) {
			assertThat(client.request("answered by the fallback")).isEqualTo("answered by the fallback");
		}
		try (TestClient plain = connect("plain"); TestClient pool = connect("pool")) {
			assertThat(plain.request("PING")).isEqualTo("PONG");
			assertThat(plain.request("hello")).startsWith("ERR NO_ROUTE");
			assertThat(pool.request("hello")).isEqualTo("hello");
		}
		try (TestClient secure = this.tls.connect(port("secure"))) {
			assertThat(secure.request("hello")).isEqualTo("hello");
		}
		connect("closed").awaitClosed();
		awaitEnds("plain", 1);
		awaitEnds("pool", 1);
		awaitEnds("secure", 1);
		await().until(() -> Scrape.of(this.actuator).names().contains("sluice_connections_rejected_total"));
	}

	private void awaitEnds(String listener, int count) {
		await().until(() -> Scrape.of(this.actuator)
			.value("sluice_connections_seconds_count",
					Map.of("listener", listener, "close_reason", "client_closed")) == count);
	}

	/**
	 * The names in docs/metrics.md, as Prometheus has them.
	 */
	private static List<String> readDocumentedMetrics() throws IOException {
		return Files.readAllLines(Path.of("docs/metrics.md"))
			.stream()
			.map(ROW::matcher)
			.filter((row) -> row.matches())
			.flatMap((row) -> Stream.of(row.group(1).split(", ")).map((name) -> prometheus(name, row.group(2))))
			.toList();
	}

	private static String prometheus(String quoted, String type) {
		String name = quoted.replace("`", "").replace('.', '_');
		return switch (type) {
			case "counter" -> name + "_total";
			case "timer" -> name + "_seconds_count";
			case "gauge, bytes" -> name + "_bytes";
			default ->
				name.replace("executor_*", "executor_active_threads").replace("virtual_*", "virtual_live_threads");
		};
	}

	private int port(String listener) {
		return this.context.getBean("sluice.%s.connections".formatted(listener), SluiceServerConnectionFactory.class)
			.getPort();
	}

	private TestClient connect(String listener) {
		return new TestClient(port(listener));
	}

}
