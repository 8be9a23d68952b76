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

	private static final List<Contestant> ALL = List.of(Contestant.SLUICE, Contestant.SLUICE_LIMITS, Contestant.NETTY,
			Contestant.VIRTUAL_THREADS, Contestant.STOCK, Contestant.CAMEL, Contestant.PYTHON);

	private static final List<Contestant> FAST = List.of(Contestant.SLUICE, Contestant.NETTY);

	private static final List<Contestant> TLS = List.of(Contestant.SLUICE_TLS, Contestant.NETTY_TLS);

	private static final int MANY = 15_000;

	private static final Report REPORT = new Report();

	private static final RoutingRows ROUTING = new RoutingRows(SERVERS, REPORT);

	private static final UpstreamRows UPSTREAMS = new UpstreamRows(SERVERS, REPORT);

	private static final SessionRows SESSIONS = new SessionRows(SERVERS, REPORT);

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
		Work work = new Work("64 B, 16 in flight", Work.line(64), 64, 16);
		echo(work, ALL, 1.8, 30);
		ServerProcess sluice = SERVERS.get(Contestant.SLUICE);
		long before = sluice.allocated();
		LoadReport report = work.run(sluice, Duration.ofSeconds(3));
		REPORT.single("allocated by Sluice for a message, payload included",
				(double) (sluice.allocated() - before) / report.messages(), "B", 600 + 2 * 80);
	}

	@Test
	@Order(2)
	void oneInFlight() throws Exception {
		echo(new Work("64 B, 1 in flight", Work.line(64), 64, 1), ALL, 1.25, 4.5);
		SERVERS.stop(List.of(Contestant.SLUICE_LIMITS, Contestant.STOCK, Contestant.CAMEL, Contestant.PYTHON));
	}

	@Test
	@Order(3)
	void large() throws Exception {
		echo(new Work("4 KB, 4 in flight", Work.line(4096), 64, 4), FAST, 1.6, Double.NaN);
		echo(new Work("60 KB, 4 in flight", Work.line(60 * 1024), 64, 4), FAST, 1.6, Double.NaN);
	}

	private void echo(Work work, List<Contestant> contestants, double mustNetty, double mustStock) throws Exception {
		Map<Contestant, Measured> measured = compare(work, contestants);
		Measured sluice = measured.get(Contestant.SLUICE);
		measured.forEach((contestant, result) -> {
			if (!contestant.isSluice()) {
				REPORT.ratio("%s: Sluice / %s".formatted(work.name(), contestant.title()),
						sluice.cpu().over(result.cpu()), switch (contestant) {
							case NETTY -> mustNetty;
							case STOCK -> 1 / mustStock;
							default -> Double.NaN;
						});
			}
		});
		REPORT.ratio("%s: p99 latency, Sluice / Netty".formatted(work.name()),
				sluice.p99().over(measured.get(Contestant.NETTY).p99()), (work.inFlight() == 1) ? 1.5 : Double.NaN);
		Measured limited = measured.get(Contestant.SLUICE_LIMITS);
		if (limited != null) {
			REPORT.ratio("%s: Sluice with every limit set / without".formatted(work.name()),
					limited.cpu().over(sluice.cpu()), 1.1);
		}
	}

	private Map<Contestant, Measured> compare(Work work, List<Contestant> contestants) throws Exception {
		Map<Contestant, Measured> measured = this.rounds.run(work, contestants);
		REPORT.figures(work, measured);
		return measured;
	}

	@Test
	@Order(4)
	void tls() throws Exception {
		for (int inFlight : List.of(1, 16)) {
			Work work = new Work("TLS, 64 B, %d in flight".formatted(inFlight), Work.line(64), 64, inFlight);
			Map<Contestant, Measured> measured = compare(work, TLS);
			REPORT.ratio("%s: Sluice / Netty, TLS by the JDK".formatted(work.name()),
					measured.get(Contestant.SLUICE_TLS).cpu().over(measured.get(Contestant.NETTY_TLS).cpu()), 1.3);
		}
		SERVERS.stop(TLS);
	}

	@Test
	@Order(5)
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
	@Order(6)
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
	@Order(7)
	void besideClientsThatNeverPause() throws Exception {
		ping("64 B", new Work("8 clients that never pause", Work.line(64), 8, 64));
		// more on their way than the processors' caches hold would throttle the clients
		ping("60 KB", new Work("8 clients that never pause", Work.line(60 * 1024), 8, 4));
	}

	private static void ping(String size, Work busy) throws Exception {
		String name = "PING beside %s, %s a message: p99 latency".formatted(busy.name(), size);
		Map<Contestant, Samples> p99 = Rounds.alternate(FAST,
				(contestant) -> Ping.p99Beside(busy, SERVERS.get(contestant)));
		REPORT.ratio(name + ", Sluice / Netty", p99.get(Contestant.SLUICE).over(p99.get(Contestant.NETTY)), 2);
		FAST.forEach((contestant) -> REPORT.millis(name + ", " + contestant.title(), p99.get(contestant), Double.NaN));
	}

	@Test
	@Order(8)
	void manyConnections() throws Exception {
		Map<Contestant, Samples> seconds = Rounds.alternate(List.of(Contestant.SLUICE, Contestant.VIRTUAL_THREADS),
				GatewayBenchmark::secondsToOpen);
		REPORT.ratio("%,d connections opened, an exchange each: time, Sluice / plain virtual threads".formatted(MANY),
				seconds.get(Contestant.SLUICE).over(seconds.get(Contestant.VIRTUAL_THREADS)), 1.5);
		Map<Integer, Samples> cpu = Rounds.alternate(List.of(MANY, MANY / 5), GatewayBenchmark::cpuOfAccepting);
		REPORT.ratio("CPU of accepting a connection, of %,d / of %,d".formatted(MANY, MANY / 5),
				cpu.get(MANY).over(cpu.get(MANY / 5)), 1.5);
	}

	private static double secondsToOpen(Contestant contestant) throws Exception {
		ServerProcess server = SERVERS.get(contestant);
		double seconds;
		try (OpenConnections connections = OpenConnections.open(server, "hello", MANY)) {
			seconds = connections.seconds();
		}
		// what the connections leave behind is not to burden the server that follows
		server.awaitSettled();
		return seconds;
	}

	private static double cpuOfAccepting(int count) throws Exception {
		ServerProcess sluice = SERVERS.get(Contestant.SLUICE);
		sluice.awaitSettled();
		Duration before = sluice.cpu();
		try (OpenConnections connections = OpenConnections.open(sluice, "hello", count)) {
			sluice.awaitSettled();
			return (double) sluice.cpu().minus(before).toNanos() / connections.count();
		}
	}

	@Test
	@Order(9)
	void idleConnections() throws Exception {
		ServerProcess sluice = SERVERS.get(Contestant.SLUICE);
		for (int count : List.of(MANY, MANY / 3)) {
			OpenConnections.open(sluice, "hello", count).close();
		}
		sluice.awaitSettled();
		String name = "live heap of an idle connection, of %,d".formatted(MANY);
		REPORT.single(name, OpenConnections.liveHeap(sluice, "hello", MANY) / 1024, "KB", 5);
		REPORT.single(name + ", after a message of 300 B",
				OpenConnections.liveHeap(sluice, Work.line(300), MANY) / 1024, "KB", 5);
	}

	@Test
	@Order(10)
	void manyConnectionsThatSpeakEverySecond() throws Exception {
		int count = 19_000;
		Work work = new Work("%,d connections, a message a second each".formatted(count), "hello", count, 4);
		Map<Contestant, Samples> p99 = Rounds.alternate(FAST, (contestant) -> p99EverySecond(work, contestant));
		FAST.forEach((contestant) -> REPORT.millis("%s: p99 latency, %s".formatted(work.name(), contestant.title()),
				p99.get(contestant), (contestant == Contestant.SLUICE) ? 50 : Double.NaN));
	}

	private static double p99EverySecond(Work work, Contestant contestant) throws Exception {
		ServerProcess server = SERVERS.get(contestant);
		LoadReport report = work.run(server, Duration.ofSeconds(10), work.connections(), OpenConnections.sources());
		server.awaitSettled();
		return Measured.p99Millis(report);
	}

	@Test
	@Order(11)
	void heldBackReply() throws Exception {
		Samples held = HeldBackReply.millis(SERVERS.get(Contestant.HANDLERS).port(), 10, 50);
		REPORT.millis("reply held back by a slow request behind it: on its way after", held, 2);
		REPORT.single("the same, the slowest of %d".formatted(held.values().size()), held.max(), "ms", 2);
	}

	@Test
	@Order(12)
	void thousandRoutes() throws Exception {
		ROUTING.thousandRoutes();
	}

	@Test
	@Order(13)
	void jsonPredicate() throws Exception {
		ROUTING.jsonPredicate();
	}

	@Test
	@Order(14)
	void tcpUpstream() throws Exception {
		UPSTREAMS.tcp();
	}

	@Test
	@Order(15)
	void httpUpstream() throws Exception {
		UPSTREAMS.http();
	}

	@Test
	@Order(16)
	void pipeline() throws Exception {
		UPSTREAMS.pipeline();
	}

	@Test
	@Order(17)
	void pushAndBroadcast() throws Exception {
		SESSIONS.pushAndBroadcast();
	}

	@Test
	@Order(18)
	void ask() throws Exception {
		SESSIONS.ask();
	}

	@Test
	@Order(19)
	void namedSessions() throws Exception {
		SESSIONS.memory(MANY);
	}

	@Test
	@Order(20)
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
