package io.sluice.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures messages that servers send to clients that have names, and what a name takes.
 */
final class SessionRows {

	/** As many as a process can have, which may open 20,000 files. */
	static final int DEVICES = 10_000;

	/** As many as the clients of the echo that asks are compared with. */
	static final int ASKED = 64;

	private static final List<Contestant> BOTH = List.of(Contestant.SESSIONS, Contestant.NETTY_SESSIONS);

	private final Servers servers;

	private final Report report;

	SessionRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
	}

	void pushAndBroadcast() throws Exception {
		this.servers.close();
		this.servers.get(Contestant.DEVICES);
		this.servers.get(Contestant.NETTY_DEVICES);
		besideNetty("push of 64 B to one of %,d names".formatted(DEVICES), "push 1000");
		besideNetty("broadcast of 64 B to %,d".formatted(DEVICES), "broadcast");
		this.servers.close();
	}

	private void besideNetty(String name, String command) throws Exception {
		Map<Contestant, Commander> commanders = new EnumMap<>(Contestant.class);
		try {
			for (Contestant contestant : BOTH) {
				commanders.put(contestant, new Commander(this.servers.get(contestant)));
				commanders.get(contestant).cpuMicros(command, Rounds.WARM_UP);
			}
			report(name, "Netty", BOTH, (contestant) -> commanders.get(contestant).cpuMicros(command, Rounds.ROUND));
		}
		finally {
			for (Commander commander : commanders.values()) {
				commander.close();
			}
		}
	}

	void ask() throws Exception {
		this.servers.close();
		Work echo = new Work("echo", Work.line(64), ASKED, 1);
		ServerProcess echoing = this.servers.get(Contestant.SESSIONS);
		ServerProcess asking = this.servers.get(Contestant.ASKS);
		this.servers.get(Contestant.ASKED_DEVICES);
		String command = "ask 200";
		try (Commander commander = new Commander(asking)) {
			commander.cpuMicros(command, Rounds.WARM_UP);
			echo.run(echoing, Rounds.WARM_UP);
			report("ask, 64 B, 1 in flight", "echo", List.of(true, false),
					(asks) -> asks ? commander.cpuMicros(command, Rounds.ROUND) : cpuMicros(echo, echoing));
		}
		this.servers.close();
	}

	private static double cpuMicros(Work work, ServerProcess server) throws Exception {
		Measured measured = new Measured();
		Rounds.measure(work, server, measured, Rounds.ROUND);
		return measured.cpu().median();
	}

	/**
	 * Compare two, the first of which is Sluice.
	 */
	private <K> void report(String name, String title, List<K> both, Rounds.Measurement<K, Double> cpuMicros)
			throws Exception {
		Map<K, Samples> cpu = Rounds.alternate(both, Rounds.SHORT, cpuMicros);
		Samples ratio = Steady.ratio(ratio(cpu, both),
				() -> ratio(Rounds.alternate(both, Rounds.SHORT, cpuMicros), both));
		this.report.ratio("%s: Sluice / %s".formatted(name, title), ratio, 1.5);
		this.report.add(new Row(name + ": Sluice", cpu.get(both.getFirst()), "us", Double.NaN));
		this.report.add(new Row("%s: %s".formatted(name, title), cpu.get(both.getLast()), "us", Double.NaN));
	}

	private static <K> Samples ratio(Map<K, Samples> cpu, List<K> both) {
		return cpu.get(both.getFirst()).over(cpu.get(both.getLast()));
	}

	/**
	 * What a name and an attribute take.
	 * @param connections how many
	 */
	void memory(int connections) throws Exception {
		this.servers.close();
		ServerProcess server = this.servers.get(Contestant.SESSIONS);
		Map<String, Samples> heap = Rounds.alternate(List.of("hello", "login"),
				(message) -> IdleConnection.liveHeap(server, message, connections));
		this.report.add(
				new Row("live heap of a session, of %,d: with a name and an attribute - without".formatted(connections),
						heap.get("login").minus(heap.get("hello")), "B", 400));
		this.servers.close();
	}

}
