package io.sluice.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.client.LoadReport;

/**
 * Runs works on servers in interleaved rounds, after a warm-up.
 */
final class Rounds {

	private static final int COUNT = 3;

	private static final Duration WARM_UP = Duration.ofSeconds(4);

	private static final Duration ROUND = Duration.ofSeconds(3);

	private final Map<Contestant, ServerProcess> servers;

	Rounds(Map<Contestant, ServerProcess> servers) {
		this.servers = servers;
	}

	/**
	 * Run a work on several servers.
	 */
	Map<Contestant, Measured> run(Work work, List<Contestant> contestants) throws Exception {
		Map<Contestant, Measured> measured = new EnumMap<>(Contestant.class);
		for (Contestant contestant : contestants) {
			if (this.servers.containsKey(contestant)) {
				work.run(this.servers.get(contestant).port(), WARM_UP);
				measured.put(contestant, new Measured());
			}
		}
		for (int round = 0; round < COUNT; round++) {
			for (Map.Entry<Contestant, Measured> entry : measured.entrySet()) {
				measure(work, this.servers.get(entry.getKey()), entry.getValue());
			}
		}
		measured
			.forEach((contestant, result) -> System.out.printf("%-45s %-26s %8.2f us/msg %,12.0f msg/s  p99 %8.2f ms%n",
					work.name(), contestant.title(), result.cpu().median(), result.throughput().median(),
					result.p99().median()));
		return measured;
	}

	/**
	 * Run several works on one server.
	 */
	Map<Work, Measured> run(List<Work> works, Contestant contestant) throws Exception {
		Map<Work, Measured> measured = new LinkedHashMap<>();
		ServerProcess server = this.servers.get(contestant);
		for (Work work : works) {
			work.run(server.port(), WARM_UP);
			measured.put(work, new Measured());
		}
		for (int round = 0; round < COUNT; round++) {
			for (Map.Entry<Work, Measured> entry : measured.entrySet()) {
				measure(entry.getKey(), server, entry.getValue());
			}
		}
		measured.forEach((work, result) -> System.out.printf("%-45s %-26s %8.2f us/msg %,12.0f msg/s  p99 %8.2f ms%n",
				work.name(), contestant.title(), result.cpu().median(), result.throughput().median(),
				result.p99().median()));
		return measured;
	}

	private static void measure(Work work, ServerProcess server, Measured measured) throws Exception {
		Duration before = server.cpu();
		LoadReport report = work.run(server.port(), ROUND);
		measured.add((double) server.cpu().minus(before).toNanos(), report);
	}

}
