package io.sluice.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.client.LoadReport;

/**
 * Measures the echo of a line, beside other servers.
 */
final class EchoRows {

	/** The two that are compared first, so that they follow one another. */
	static final List<Contestant> FAST = List.of(Contestant.SLUICE, Contestant.NETTY);

	private static final List<Contestant> ALL = List.of(Contestant.SLUICE, Contestant.NETTY, Contestant.SLUICE_LIMITS,
			Contestant.REACTOR_NETTY, Contestant.VIRTUAL_THREADS, Contestant.STOCK, Contestant.CAMEL,
			Contestant.PYTHON);

	private final Servers servers;

	private final Report report;

	private final Rounds rounds;

	EchoRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
		this.rounds = new Rounds(servers);
	}

	void sixteenInFlight() throws Exception {
		Work work = new Work("64 B, 16 in flight", Work.line(64), 64, 16);
		echo(work, ALL, 1.0, 30);
		ServerProcess sluice = this.servers.get(Contestant.SLUICE);
		long before = sluice.memory().allocated();
		LoadReport load = work.run(sluice, Duration.ofSeconds(3));
		this.report.single("allocated by Sluice for a message, payload included",
				(double) (sluice.memory().allocated() - before) / load.messages(), "B", 600 + 2 * 80);
	}

	void oneInFlight() throws Exception {
		echo(new Work("64 B, 1 in flight", Work.line(64), 64, 1), ALL, 1.08, 4.5);
		this.servers.stop(ALL.stream().filter((contestant) -> !FAST.contains(contestant)).toList());
	}

	void large() throws Exception {
		echo(new Work("4 KB, 4 in flight", Work.line(4096), 64, 4), FAST, 1.15, Double.NaN);
		echo(new Work("60 KB, 4 in flight", Work.line(60 * 1024), 64, 4), FAST, 1.1, Double.NaN);
	}

	private void echo(Work work, List<Contestant> contestants, double mustNetty, double mustStock) throws Exception {
		Map<Contestant, Measured> measured = this.rounds.run(work, contestants);
		this.report.figures(work, measured);
		Measured sluice = measured.get(Contestant.SLUICE);
		this.report.ratio("%s: Sluice / %s".formatted(work.name(), Contestant.NETTY.title()),
				this.rounds.ratio(measured, work, Contestant.SLUICE, Contestant.NETTY), mustNetty);
		measured.forEach((contestant, result) -> {
			if (!contestant.isSluice() && contestant != Contestant.NETTY) {
				this.report.ratio("%s: Sluice / %s".formatted(work.name(), contestant.title()), sluice.over(result),
						(contestant == Contestant.STOCK) ? 1 / mustStock : Double.NaN);
			}
		});
		this.report.ratio("%s: p99 latency, Sluice / Netty".formatted(work.name()),
				sluice.p99().over(measured.get(Contestant.NETTY).p99()), (work.inFlight() == 1) ? 1.5 : Double.NaN);
		if (measured.containsKey(Contestant.SLUICE_LIMITS)) {
			this.report.ratio("%s: Sluice with every limit set / without".formatted(work.name()),
					this.rounds.ratio(measured, work, Contestant.SLUICE_LIMITS, Contestant.SLUICE), 1.1);
		}
	}

	/**
	 * What a second core adds to the cost of a message.
	 */
	void cores() throws Exception {
		this.servers.close();
		Work work = new Work("64 B, 1 in flight, on one core and on two", Work.line(64), 64, 1);
		Map<Contestant, Measured> measured = this.rounds.run(work,
				List.of(Contestant.SLUICE_ONE_CORE, Contestant.SLUICE, Contestant.NETTY_ONE_CORE, Contestant.NETTY));
		measured.forEach((contestant, result) -> this.report.figure(work, contestant, result));
		Map<Contestant, List<Samples>> lines = new LinkedHashMap<>();
		grow(lines, measured, Contestant.SLUICE_ONE_CORE, Contestant.SLUICE);
		grow(lines, measured, Contestant.NETTY_ONE_CORE, Contestant.NETTY);
		this.report.growth("64 B, 1 in flight, on so many cores", List.of("1", "2"), lines);
		this.servers.close();
	}

	private void grow(Map<Contestant, List<Samples>> lines, Map<Contestant, Measured> measured, Contestant oneCore,
			Contestant twoCores) {
		if (measured.containsKey(oneCore)) {
			this.report.ratio("64 B, 1 in flight: CPU of a message on two cores / on one, " + twoCores.title(),
					measured.get(twoCores).over(measured.get(oneCore)), Double.NaN);
			lines.put(twoCores, List.of(measured.get(oneCore).cpu(), measured.get(twoCores).cpu()));
		}
	}

}
