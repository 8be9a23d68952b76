package io.sluice.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures what it takes to open connections, and to have them.
 */
final class ConnectionRows {

	private final Servers servers;

	private final Report report;

	/** How many connections. */
	private final int many;

	ConnectionRows(Servers servers, Report report, int many) {
		this.servers = servers;
		this.report = report;
		this.many = many;
	}

	void opening() throws Exception {
		Map<Contestant, Samples> seconds = Rounds.alternate(List.of(Contestant.SLUICE, Contestant.VIRTUAL_THREADS),
				this::secondsToOpen);
		this.report.ratio(
				"%,d connections opened, an exchange each: time, Sluice / plain virtual threads".formatted(this.many),
				seconds.get(Contestant.SLUICE).over(seconds.get(Contestant.VIRTUAL_THREADS)), 1.5);
		int few = this.many / 5;
		Map<Integer, Samples> cpu = Rounds.alternate(List.of(this.many, few), this::cpuOfAccepting);
		this.report.ratio("CPU of accepting a connection, of %,d / of %,d".formatted(this.many, few),
				cpu.get(this.many).over(cpu.get(few)), 1.5);
	}

	private double secondsToOpen(Contestant contestant) throws Exception {
		ServerProcess server = this.servers.get(contestant);
		double seconds;
		try (OpenConnections connections = OpenConnections.open(server, "hello", this.many)) {
			seconds = connections.seconds();
		}
		// what the connections leave behind is not to burden the server that follows
		server.awaitSettled();
		return seconds;
	}

	private double cpuOfAccepting(int count) throws Exception {
		ServerProcess sluice = this.servers.get(Contestant.SLUICE);
		sluice.awaitSettled();
		Duration before = sluice.cpu();
		try (OpenConnections connections = OpenConnections.open(sluice, "hello", count)) {
			sluice.awaitSettled();
			return (double) sluice.cpu().minus(before).toNanos() / connections.count();
		}
	}

	void idle() throws Exception {
		Map<Contestant, List<IdleConnection>> memory = Rounds.collect(EchoRows.FAST, Rounds.COUNT,
				(contestant) -> IdleConnection.measure(this.servers.get(contestant), "hello", this.many));
		String of = " of an idle connection, of %,d".formatted(this.many);
		kilobytes("live heap" + of, memory, IdleConnection::heap, 1.8);
		this.report.single("live heap" + of + ", after a message of 300 B",
				IdleConnection.liveHeap(this.servers.get(Contestant.SLUICE), Work.line(300), this.many) / 1024, "KB",
				1.8);
		kilobytes("resident memory" + of, memory, IdleConnection::resident, Double.NaN);
		this.report.ratio("resident memory" + of + ": Sluice / Netty",
				Samples.of(memory.get(Contestant.SLUICE), IdleConnection::resident)
					.over(Samples.of(memory.get(Contestant.NETTY), IdleConnection::resident)),
				1.3);
		kilobytes("kernel's memory for the data" + of, memory, IdleConnection::kernel, Double.NaN);
	}

	private void kilobytes(String name, Map<Contestant, List<IdleConnection>> memory,
			ToDoubleFunction<IdleConnection> bytes, double mustSluice) {
		memory.forEach((contestant,
				rounds) -> this.report.add(new Row("%s: %s".formatted(name, contestant.title()),
						Samples.of(rounds, (round) -> bytes.applyAsDouble(round) / 1024), "KB",
						(contestant == Contestant.SLUICE) ? mustSluice : Double.NaN)));
	}

}
