package io.sluice.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.sluice.client.LoadReport;

/**
 * Measures many connections that speak now and then, which is what fleets of devices do.
 */
final class FleetRows {

	/** As many as a process can have, which may open 20,000 files. */
	private static final int MOST = 19_000;

	/** The numbers of connections that send as many messages together. */
	private static final List<Integer> COUNTS = List.of(1_000, 5_000, MOST);

	/** Of the fleet whose latency is measured. */
	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofSeconds(3);

	private final Servers servers;

	private final Report report;

	FleetRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
	}

	/**
	 * A message a second each, and as many messages over fewer connections.
	 */
	void speak() throws Exception {
		List<Fleet> fleets = new ArrayList<>();
		COUNTS.forEach((count) -> EchoRows.FAST.forEach((contestant) -> fleets.add(new Fleet(count, contestant))));
		Map<Fleet, List<Turn>> turns = Rounds.collect(fleets, Rounds.COUNT, this::turn);
		String name = "%,d connections, a message a second each: ".formatted(MOST);
		besideNetty(name + "p99 latency", turns, Turn::p99Millis, 1.5);
		EchoRows.FAST.forEach((contestant) -> this.report.millis(name + "p99 latency, " + contestant.title(),
				Samples.of(turns.get(new Fleet(MOST, contestant)), Turn::p99Millis),
				(contestant == Contestant.SLUICE) ? 50 : Double.NaN));
		besideNetty(name + "p99.9 latency", turns, Turn::p999Millis, 2);
		EchoRows.FAST.forEach((contestant) -> this.report.millis(name + "p99.9 latency, " + contestant.title(),
				Samples.of(turns.get(new Fleet(MOST, contestant)), Turn::p999Millis), Double.NaN));
		besideNetty(name + "CPU of a message", turns, Turn::cpuMicros, 1.3);
		growth(turns);
	}

	private void besideNetty(String name, Map<Fleet, List<Turn>> turns, ToDoubleFunction<Turn> figure, double must) {
		this.report.ratio(name + ", Sluice / Netty", Samples.of(turns.get(new Fleet(MOST, Contestant.SLUICE)), figure)
			.over(Samples.of(turns.get(new Fleet(MOST, Contestant.NETTY)), figure)), must);
	}

	private void growth(Map<Fleet, List<Turn>> turns) {
		Map<Contestant, List<Samples>> lines = new LinkedHashMap<>();
		for (Contestant contestant : EchoRows.FAST) {
			List<Samples> cpu = COUNTS.stream()
				.map((count) -> Samples.of(turns.get(new Fleet(count, contestant)), Turn::cpuMicros))
				.toList();
			lines.put(contestant, cpu);
			this.report.ratio("%,d messages a second: CPU of a message over %,d connections / over %,d, %s".formatted(
					MOST, MOST, COUNTS.getFirst(), contestant.title()), cpu.getLast().over(cpu.getFirst()), Double.NaN);
		}
		this.report.growth("%,d messages a second over so many connections".formatted(MOST),
				COUNTS.stream().map("%,d"::formatted).toList(), lines);
	}

	private Turn turn(Fleet fleet) throws Exception {
		ServerProcess server = this.servers.get(fleet.contestant());
		Work work = new Work("%,d connections".formatted(fleet.connections()), "hello", fleet.connections(), 4);
		SendingCpu cpu = new SendingCpu(server);
		LoadReport load = work.run(server, (fleet.connections() == MOST) ? LONG : SHORT, MOST,
				OpenConnections.sources(), cpu);
		server.awaitSettled();
		return new Turn(Measured.p99Millis(load), load.latencyMicros().get("99.9") / 1000, cpu.microsPerMessage());
	}

	/**
	 * So many connections to a server.
	 */
	private record Fleet(int connections, Contestant contestant) {

	}

	/**
	 * What a round gave.
	 */
	private record Turn(double p99Millis, double p999Millis, double cpuMicros) {

	}

}
