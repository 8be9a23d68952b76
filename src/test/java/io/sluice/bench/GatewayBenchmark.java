package io.sluice.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Measures; asserts nothing.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayBenchmark {

	private static final Map<Contestant, ServerProcess> SERVERS = new EnumMap<>(Contestant.class);

	private static final List<Contestant> ALL = List.of(Contestant.SLUICE, Contestant.NETTY, Contestant.VIRTUAL_THREADS,
			Contestant.STOCK, Contestant.CAMEL, Contestant.PYTHON);

	private static final List<Contestant> FAST = List.of(Contestant.SLUICE, Contestant.NETTY,
			Contestant.VIRTUAL_THREADS);

	private static final List<Row> ROWS = new ArrayList<>();

	private final Rounds rounds = new Rounds(SERVERS);

	@BeforeAll
	static void start() throws Exception {
		for (Contestant contestant : Contestant.values()) {
			if (contestant.isAvailable()) {
				SERVERS.put(contestant, ServerProcess.start(contestant));
			}
		}
	}

	@AfterAll
	static void stop() {
		SERVERS.values().forEach(ServerProcess::close);
		ROWS.forEach((row) -> System.out.printf("%-70s %10.2f %s  +- %.2f (must %.2f)%n", row.name(),
				row.samples().median(), row.unit(), row.samples().spread(), row.must()));
	}

	@Test
	@Order(1)
	void oneInFlight() throws Exception {
		echo(new Work("64 B, 1 in flight", Work.line(64), 64, 1), ALL, 1.25, 4.5);
	}

	@Test
	@Order(2)
	void sixteenInFlight() throws Exception {
		echo(new Work("64 B, 16 in flight", Work.line(64), 64, 16), ALL, 1.8, 30);
	}

	@Test
	@Order(3)
	void large() throws Exception {
		echo(new Work("4 KB, 4 in flight", Work.line(4096), 64, 4), FAST, 1.6, Double.NaN);
		echo(new Work("60 KB, 4 in flight", Work.line(60 * 1024), 64, 4), FAST, 1.6, Double.NaN);
	}

	@Test
	@Order(4)
	void handlers() throws Exception {
		Work echo = new Work("echo, 16 in flight", Work.line(64), 64, 16);
		Work text = new Work("String handler, 16 in flight", "text" + Work.line(60), 64, 16);
		Work json = new Work("JSON handler, 16 in flight", "{\"values\":[1,2,3]}", 64, 16);
		Map<Work, Measured> measured = this.rounds.run(List.of(echo, text, json), Contestant.HANDLERS);
		add("String handler / echo", measured.get(text).cpu().over(measured.get(echo).cpu()), 2);
		add("JSON handler / echo", measured.get(json).cpu().over(measured.get(echo).cpu()), Double.NaN);
	}

	private void echo(Work work, List<Contestant> contestants, double mustNetty, double mustStock) throws Exception {
		Map<Contestant, Measured> measured = this.rounds.run(work, contestants);
		Measured sluice = measured.get(Contestant.SLUICE);
		measured.forEach((contestant, result) -> {
			if (contestant != Contestant.SLUICE) {
				add("%s: CPU, Sluice / %s".formatted(work.name(), contestant.title()), sluice.cpu().over(result.cpu()),
						switch (contestant) {
							case NETTY -> mustNetty;
							case STOCK -> 1 / mustStock;
							default -> Double.NaN;
						});
			}
		});
		add("%s: p99, Sluice / Netty".formatted(work.name()), sluice.p99().over(measured.get(Contestant.NETTY).p99()),
				(work.inFlight() == 1) ? 1.5 : Double.NaN);
	}

	private static void add(String name, Samples ratio, double must) {
		ROWS.add(new Row(name, ratio, "", must));
	}

}
