package io.sluice.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sluice.client.LoadReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Measures; asserts nothing. Run by {@code ./mvnw -Pbench verify}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayBenchmark {

	@RegisterExtension
	static final Completion COMPLETION = new Completion();

	private static final Servers SERVERS = new Servers();

	private static final int MANY = 15_000;

	private static final Report REPORT = new Report();

	private static final EchoRows ECHO = new EchoRows(SERVERS, REPORT);

	private static final TlsRows TLS = new TlsRows(SERVERS, REPORT);

	private static final ConnectionRows CONNECTIONS = new ConnectionRows(SERVERS, REPORT, MANY);

	private static final FleetRows FLEETS = new FleetRows(SERVERS, REPORT);

	private static final RoutingRows ROUTING = new RoutingRows(SERVERS, REPORT);

	private static final UpstreamRows UPSTREAMS = new UpstreamRows(SERVERS, REPORT);

	private static final SessionRows SESSIONS = new SessionRows(SERVERS, REPORT);

	private static final BrokerRows BROKERS = new BrokerRows(SERVERS, REPORT);

	private final Rounds rounds = new Rounds(SERVERS);

	@AfterAll
	static void stop() throws Exception {
		SERVERS.close();
		REPORT.print();
		REPORT.write(COMPLETION.isComplete(GatewayBenchmark.class));
	}

	// first, as it is what compiles a server soonest
	@Test
	@Order(1)
	void sixteenInFlight() throws Exception {
		ECHO.sixteenInFlight();
	}

	@Test
	@Order(2)
	void oneInFlight() throws Exception {
		ECHO.oneInFlight();
	}

	@Test
	@Order(3)
	void large() throws Exception {
		ECHO.large();
	}

	@Test
	@Order(4)
	void tls() throws Exception {
		TLS.messages();
	}

	@Test
	@Order(5)
	void tlsHandshakes() throws Exception {
		TLS.handshakes();
	}

	@Test
	@Order(6)
	void handlers() throws Exception {
		Work echo = new Work("echo, 16 in flight", Work.line(64), 64, 16);
		Work text = new Work("String handler, 16 in flight", "text" + Work.line(60), 64, 16);
		Work json = new Work("JSON handler, 16 in flight", "{\"values\":[1,2,3]}", 64, 16);
		Work bytes = new Work("byte[] handler, 16 in flight", "bytes" + Work.line(59), 64, 16);
		Work plain = new Work("byte[] handler that calls Jackson, 16 in flight", " {\"values\":[1,2,3]}", 64, 16);
		Map<Work, Measured> measured = this.rounds.run(List.of(echo, text, json, bytes, plain), Contestant.HANDLERS);
		measured.forEach((work, result) -> REPORT.figure(work, Contestant.HANDLERS, result));
		REPORT.ratio("String handler / echo", measured.get(text).cpu().over(measured.get(echo).cpu()), 2);
		// what Jackson takes beside the load: alone it would have both cores, and its
		// shared pool of buffers, for itself
		Samples jackson = measured.get(plain).cpu().minus(measured.get(bytes).cpu());
		REPORT.ratio("JSON handler / (Jackson's reading and writing + echo)",
				measured.get(json).cpu().over(jackson.plus(measured.get(echo).cpu())), 1.3);
	}

	@Test
	@Order(7)
	void besideSlowClients() throws Exception {
		Map<Boolean, Samples> p99 = Rounds.alternate(List.of(false, true), GatewayBenchmark::p99BesideSlow);
		String name = "100 clients, ten messages a second each: p99 latency";
		REPORT.ratio(name + ", beside slow ones / alone", p99.get(true).over(p99.get(false)), 2);
		REPORT.millis(name + ", beside slow ones", p99.get(true), Double.NaN);
		REPORT.millis(name + ", alone", p99.get(false), Double.NaN);
	}

	private static double p99BesideSlow(boolean beside) throws Exception {
		ServerProcess server = SERVERS.get(Contestant.HANDLERS);
		Work work = new Work("100 clients, ten messages a second each", Work.line(64), 100, 4);
		try (SlowClients slow = new SlowClients(server.port(), beside ? 2_000 : 0, beside ? 500 : 0)) {
			// until then the system looks for 1.5 GB of memory for what they do not read
			server.awaitSettled();
			slow.start();
			LoadReport report = work.run(server, Duration.ofSeconds(5), 1_000, List.of());
			slow.requireOpen();
			return Measured.p99Millis(report);
		}
	}

	@Test
	@Order(8)
	void besideClientsThatNeverPause() throws Exception {
		ping("64 B", new Work("8 clients that never pause", Work.line(64), 8, 64), 2);
		// more on their way than the processors' caches hold would throttle the clients
		ping("60 KB", new Work("8 clients that never pause", Work.line(60 * 1024), 8, 4), 1.5);
	}

	private static void ping(String size, Work busy, double must) throws Exception {
		String name = "PING beside %s, %s a message: p99 latency".formatted(busy.name(), size);
		Map<Contestant, Samples> p99 = Rounds.alternate(EchoRows.FAST,
				(contestant) -> Ping.p99Beside(busy, SERVERS.get(contestant)));
		REPORT.ratio(name + ", Sluice / Netty", p99.get(Contestant.SLUICE).over(p99.get(Contestant.NETTY)), must);
		EchoRows.FAST
			.forEach((contestant) -> REPORT.millis(name + ", " + contestant.title(), p99.get(contestant), Double.NaN));
	}

	@Test
	@Order(9)
	void manyConnections() throws Exception {
		CONNECTIONS.opening();
	}

	@Test
	@Order(10)
	void idleConnections() throws Exception {
		CONNECTIONS.idle();
	}

	@Test
	@Order(11)
	void manyConnectionsThatSpeakEverySecond() throws Exception {
		FLEETS.speak();
	}

	@Test
	@Order(12)
	void heldBackReply() throws Exception {
		Samples held = HeldBackReply.millis(SERVERS.get(Contestant.HANDLERS).port(), 10, 50);
		REPORT.millis("reply held back by a slow request behind it: on its way after", held, 2);
		REPORT.single("the same, the slowest of %d".formatted(held.values().size()), held.max(), "ms", 2);
	}

	@Test
	@Order(13)
	void thousandRoutes() throws Exception {
		ROUTING.thousandRoutes();
	}

	@Test
	@Order(14)
	void jsonPredicate() throws Exception {
		ROUTING.jsonPredicate();
	}

	@Test
	@Order(15)
	void tcpUpstream() throws Exception {
		UPSTREAMS.tcp();
	}

	@Test
	@Order(16)
	void httpUpstream() throws Exception {
		UPSTREAMS.http();
	}

	@Test
	@Order(17)
	void pipeline() throws Exception {
		UPSTREAMS.pipeline();
	}

	@Test
	@Order(18)
	void pushAndBroadcast() throws Exception {
		SESSIONS.pushAndBroadcast();
	}

	@Test
	@Order(19)
	void ask() throws Exception {
		SESSIONS.ask();
	}

	@Test
	@Order(20)
	void namedSessions() throws Exception {
		SESSIONS.memory(MANY);
	}

	@Test
	@Order(21)
	void cores() throws Exception {
		ECHO.cores();
	}

	@Test
	@Order(22)
	void kafka() throws Exception {
		BROKERS.kafka();
	}

	@Test
	@Order(23)
	void remotePush() throws Exception {
		BROKERS.remotePush();
	}

	@Test
	@Order(24)
	void besideClientsThatWouldTakeAllMemory() throws Exception {
		SERVERS.close();
		halfFrames(Contestant.SLUICE_96M, 2_500);
		halfFrames(Contestant.SLUICE_512M, MANY);
	}

	private static void halfFrames(Contestant contestant, int clients) throws Exception {
		Map<Contestant, Samples> p99 = Rounds.alternate(List.of(contestant),
				(attacked) -> Ping.p99BesideHalfFrames(SERVERS.get(attacked), clients, 64_000));
		REPORT.millis("PING beside %,d clients with 64,000 B and no line end: p99 latency, %s".formatted(clients,
				contestant.title()), p99.get(contestant), 50);
		SERVERS.stop(List.of(contestant));
	}

}
