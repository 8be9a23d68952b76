package io.sluice.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.sluice.client.LoadReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Measures; asserts nothing. Run by {@code ./mvnw -Pbench verify}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayBenchmark {

	private static final Map<Contestant, ServerProcess> SERVERS = new EnumMap<>(Contestant.class);

	private static final List<Contestant> ALL = List.of(Contestant.SLUICE, Contestant.NETTY, Contestant.VIRTUAL_THREADS,
			Contestant.STOCK, Contestant.CAMEL, Contestant.CAMEL_EXECUTOR, Contestant.PYTHON);

	private static final List<Contestant> FAST = List.of(Contestant.SLUICE, Contestant.NETTY);

	private static final int MANY = 15_000;

	private static final Report REPORT = new Report();

	private static final Chart CHART = new Chart();

	private final Rounds rounds = new Rounds(SERVERS);

	@BeforeAll
	static void start() throws Exception {
		for (Contestant contestant : Contestant.values()) {
			if (contestant.isAvailable()) {
				SERVERS.put(contestant, ServerProcess.start(contestant));
			}
			else {
				System.out.println("Not here: " + contestant.title());
			}
		}
	}

	@AfterAll
	static void stop() throws Exception {
		SERVERS.values().forEach(ServerProcess::close);
		CHART.write();
		List<String> worse = REPORT.write();
		System.out.println(worse.isEmpty() ? "Nothing is worse than what docs/benchmarks.md said."
				: "Worse than what docs/benchmarks.md said, by more than the spread:");
		worse.forEach((line) -> System.out.println("  " + line));
	}

	@Test
	@Order(1)
	void oneInFlight() throws Exception {
		echo(new Work("64 B, 1 in flight", Work.line(64), 64, 1), ALL, 1.25, 4.5);
	}

	@Test
	@Order(2)
	void sixteenInFlight() throws Exception {
		Work work = new Work("64 B, 16 in flight", Work.line(64), 64, 16);
		echo(work, ALL, 1.8, 30);
		ServerProcess sluice = SERVERS.get(Contestant.SLUICE);
		long before = sluice.allocated();
		LoadReport report = work.run(sluice.port(), Duration.ofSeconds(3));
		report("allocated by Sluice for a message, payload included",
				(double) (sluice.allocated() - before) / report.messages(), "B", 600 + 2 * 80);
	}

	@Test
	@Order(3)
	void large() throws Exception {
		echo(new Work("4 KB, 4 in flight", Work.line(4096), 64, 4), FAST, 1.6, Double.NaN);
		echo(new Work("60 KB, 4 in flight", Work.line(60 * 1024), 64, 4), FAST, 1.6, Double.NaN);
	}

	private void echo(Work work, List<Contestant> contestants, double mustNetty, double mustStock) throws Exception {
		Map<Contestant, Measured> measured = this.rounds.run(work, contestants);
		CHART.add(work, measured);
		Measured sluice = measured.get(Contestant.SLUICE);
		measured.forEach((contestant, result) -> {
			REPORT.figure(work, contestant, result);
			if (contestant != Contestant.SLUICE) {
				ratio("%s: Sluice / %s".formatted(work.name(), contestant.title()), sluice.cpu().over(result.cpu()),
						switch (contestant) {
							case NETTY -> mustNetty;
							case STOCK -> 1 / mustStock;
							default -> Double.NaN;
						});
			}
		});
		ratio("%s: p99 latency, Sluice / Netty".formatted(work.name()),
				sluice.p99().over(measured.get(Contestant.NETTY).p99()), (work.inFlight() == 1) ? 1.5 : Double.NaN);
	}

	@Test
	@Order(4)
	void handlers() throws Exception {
		Work echo = new Work("echo, 16 in flight", Work.line(64), 64, 16);
		Work text = new Work("String handler, 16 in flight", "text" + Work.line(60), 64, 16);
		Work json = new Work("JSON handler, 16 in flight", "{\"values\":[1,2,3]}", 64, 16);
		Work bytes = new Work("byte[] handler, 16 in flight", "bytes" + Work.line(59), 64, 16);
		Work plain = new Work("byte[] handler that calls Jackson, 16 in flight", " {\"values\":[1,2,3]}", 64, 16);
		Map<Work, Measured> measured = this.rounds.run(List.of(echo, text, json, bytes, plain), Contestant.HANDLERS);
		measured.forEach((work, result) -> REPORT.figure(work, Contestant.HANDLERS, result));
		ratio("String handler / echo", measured.get(text).cpu().over(measured.get(echo).cpu()), 2);
		// what Jackson takes beside the load: measured alone it would have both cores,
		// and
		// its shared pool of buffers, for itself
		Samples jackson = measured.get(plain).cpu().minus(measured.get(bytes).cpu());
		ratio("JSON handler / (Jackson's reading and writing + echo)",
				measured.get(json).cpu().over(jackson.plus(measured.get(echo).cpu())), 1.3);
	}

	@Test
	@Order(5)
	void besideClientsThatNeverPause() throws Exception {
		Work busy = new Work("never pausing", Work.line(64), 8, 64);
		Work ping = new Work("PING beside 8 clients that never pause", "PING", 1, 1);
		Map<Contestant, Measured> measured = new EnumMap<>(Contestant.class);
		for (int round = 0; round < Rounds.COUNT; round++) {
			for (Contestant contestant : FAST) {
				int port = SERVERS.get(contestant).port();
				Thread saturating = Thread.ofPlatform().start(() -> saturate(busy, port));
				measured.computeIfAbsent(contestant, (key) -> new Measured())
					.add(0, ping.run(port, Duration.ofSeconds(3)));
				saturating.join();
			}
		}
		ratio(ping.name() + ": p99 latency, Sluice / Netty",
				measured.get(Contestant.SLUICE).p99().over(measured.get(Contestant.NETTY).p99()), 2);
		REPORT.add(Row.of(ping.name() + ": p99 latency", measured.get(Contestant.SLUICE).p99(), "ms"));
	}

	private static void saturate(Work busy, int port) {
		try {
			busy.run(port, Duration.ofSeconds(4));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	@Order(6)
	void manyConnections() throws Exception {
		Map<Contestant, List<Double>> seconds = new EnumMap<>(Contestant.class);
		for (int round = 0; round < Rounds.COUNT; round++) {
			for (Contestant contestant : List.of(Contestant.SLUICE, Contestant.VIRTUAL_THREADS)) {
				seconds.computeIfAbsent(contestant, (key) -> new ArrayList<>())
					.add(connect(contestant, MANY).connectSeconds());
			}
		}
		ratio("%,d connections opened: time, Sluice / plain virtual threads".formatted(MANY),
				new Samples(seconds.get(Contestant.SLUICE)).over(new Samples(seconds.get(Contestant.VIRTUAL_THREADS))),
				1.5);
		ratio("CPU a connection, of %,d / of %,d".formatted(MANY, MANY / 5),
				new Samples(List.of(cpuOfAConnection(MANY) / cpuOfAConnection(MANY / 5))), Double.NaN);
	}

	private static double cpuOfAConnection(int count) throws Exception {
		Duration before = SERVERS.get(Contestant.SLUICE).cpu();
		connect(Contestant.SLUICE, count);
		return (double) SERVERS.get(Contestant.SLUICE).cpu().minus(before).toNanos() / count;
	}

	/**
	 * One address would run out of ports.
	 */
	private static List<InetAddress> sources(int network) throws Exception {
		List<InetAddress> sources = new ArrayList<>();
		for (int i = 1; i <= 16; i++) {
			sources.add(InetAddress.getByAddress(new byte[] { 127, 0, (byte) network, (byte) i }));
		}
		return sources;
	}

	private static LoadReport connect(Contestant contestant, int count) throws Exception {
		return new Work("connect", "hello", count, 1).run(SERVERS.get(contestant).port(), Duration.ofMillis(1), 0,
				sources(1));
	}

	@Test
	@Order(7)
	void idleConnections() throws Exception {
		ServerProcess sluice = SERVERS.get(Contestant.SLUICE);
		connect(Contestant.SLUICE, MANY);
		connect(Contestant.SLUICE, MANY / 3);
		long before = sluice.liveHeap();
		try (IdleConnections idle = IdleConnections.open(sluice.port(), MANY)) {
			Thread.sleep(Duration.ofSeconds(3));
			report("live heap of an idle connection, of %,d".formatted(idle.count()),
					(sluice.liveHeap() - before) / 1024.0 / idle.count(), "KB", 5);
		}
	}

	@Test
	@Order(8)
	void manyConnectionsThatSpeakEverySecond() throws Exception {
		int count = 19_000;
		Work work = new Work("%,d connections, a message a second each".formatted(count), "hello", count, 4);
		for (Contestant contestant : FAST) {
			LoadReport report = work.run(SERVERS.get(contestant).port(), Duration.ofSeconds(10), count, sources(2));
			report("%s: p99 latency, %s".formatted(work.name(), contestant.title()),
					report.latencyMicros().get("99") / 1000, "ms", (contestant == Contestant.SLUICE) ? 50 : Double.NaN);
		}
	}

	/**
	 * The second of two pipelined requests takes a tenth of a second.
	 */
	@Test
	@Order(9)
	void heldBackReply() throws Exception {
		List<Double> millis = new ArrayList<>();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVERS.get(Contestant.HANDLERS).port());
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			socket.setTcpNoDelay(true);
			for (int i = 0; i < 60; i++) {
				long before = System.nanoTime();
				socket.getOutputStream().write("quick\nslow\n".getBytes(StandardCharsets.UTF_8));
				in.readLine();
				millis.add((System.nanoTime() - before) / 1e6);
				in.readLine();
				if (System.nanoTime() - before < Duration.ofMillis(100).toNanos()) {
					throw new IllegalStateException("the second request was not slow");
				}
			}
		}
		Samples held = new Samples(millis.subList(10, millis.size()));
		REPORT.add(new Row("reply held back by a slow request behind it: on its way after", held, "ms", 2));
		report("the same, the slowest of %d".formatted(held.values().size()), held.max(), "ms", 2);
	}

	private static void ratio(String name, Samples ratio, double must) {
		REPORT.add(new Row(name, ratio, "", must));
	}

	private static void report(String name, double value, String unit, double must) {
		System.out.printf("%s: %.2f %s%n", name, value, unit);
		REPORT.add(new Row(name, new Samples(List.of(value)), unit, must));
	}

}
