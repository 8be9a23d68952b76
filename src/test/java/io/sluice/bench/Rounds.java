package io.sluice.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.sluice.client.LoadReport;

/**
 * Runs works on servers in interleaved rounds, after a warm-up.
 */
final class Rounds {

	/** Whether to find out only that everything runs: the figures are worthless then. */
	static final boolean TRIAL = Boolean.getBoolean("bench.trial");

	static final int COUNT = TRIAL ? 1 : 3;

	/**
	 * Of load: many short ones, as the machine may change its speed by a factor of two
	 * within seconds, and a ratio is to be of two servers that met the same.
	 */
	static final int SHORT = TRIAL ? 2 : 7;

	static final Duration WARM_UP = Duration.ofMillis(TRIAL ? 500 : 4000);

	/** Of a server that has run other works before. */
	private static final Duration FURTHER_WARM_UP = WARM_UP.dividedBy(2);

	static final Duration ROUND = Duration.ofMillis(TRIAL ? 300 : 1500);

	/** Of a ratio that is taken again: the shorter, the more alike are neighbours. */
	private static final Duration TURN = Duration.ofMillis(TRIAL ? 300 : 1000);

	private final Servers servers;

	Rounds(Servers servers) {
		this.servers = servers;
	}

	/**
	 * Takes one sample of something.
	 *
	 * @param <K> what is measured
	 * @param <S> the sample
	 */
	@FunctionalInterface
	interface Measurement<K, S> {

		S take(K key) throws Exception;

	}

	/**
	 * Take samples in rounds of alternating order, so that none always follows the same
	 * other, after a round that does not count.
	 */
	static <K> Map<K, Samples> alternate(List<K> keys, Measurement<K, Double> measurement) throws Exception {
		return alternate(keys, COUNT, measurement);
	}

	/**
	 * Take samples in so many rounds.
	 */
	static <K> Map<K, Samples> alternate(List<K> keys, int count, Measurement<K, Double> measurement) throws Exception {
		Map<K, Samples> samples = new LinkedHashMap<>();
		collect(keys, count, measurement).forEach((key, taken) -> samples.put(key, new Samples(taken)));
		return samples;
	}

	/**
	 * Take samples of several figures each.
	 */
	static <K, S> Map<K, List<S>> collect(List<K> keys, int count, Measurement<K, S> measurement) throws Exception {
		Map<K, List<S>> samples = new LinkedHashMap<>();
		keys.forEach((key) -> samples.put(key, new ArrayList<>()));
		for (int round = 0; round <= count; round++) {
			for (K key : (round % 2 == 0) ? keys : keys.reversed()) {
				S sample = measurement.take(key);
				if (round > 0) {
					samples.get(key).add(sample);
				}
			}
		}
		return samples;
	}

	/**
	 * Run a work on several servers, as far as they are here.
	 */
	Map<Contestant, Measured> run(Work work, List<Contestant> contestants) throws Exception {
		return run(this.servers.available(contestants), (contestant) -> work, Function.identity());
	}

	/**
	 * Run several works on one server.
	 */
	Map<Work, Measured> run(List<Work> works, Contestant contestant) throws Exception {
		return run(works, Function.identity(), (work) -> contestant);
	}

	/**
	 * Run works, each on its server.
	 */
	Map<Lane, Measured> run(List<Lane> lanes) throws Exception {
		return run(lanes, Lane::work, Lane::contestant);
	}

	private <K> Map<K, Measured> run(List<K> keys, Function<K, Work> work, Function<K, Contestant> contestant)
			throws Exception {
		Map<K, Measured> measured = new LinkedHashMap<>();
		for (K key : keys) {
			boolean warm = this.servers.isRunning(contestant.apply(key));
			work.apply(key).run(this.servers.get(contestant.apply(key)), warm ? FURTHER_WARM_UP : WARM_UP);
			measured.put(key, new Measured());
		}
		for (int round = 0; round < SHORT; round++) {
			for (Map.Entry<K, Measured> entry : measured.entrySet()) {
				K key = entry.getKey();
				measure(work.apply(key), this.servers.get(contestant.apply(key)), entry.getValue(), ROUND);
			}
		}
		measured.forEach((key, result) -> System.out.printf("%-45s %-26s %8.2f us/msg %,12.0f msg/s  p99 %8.2f ms%n",
				work.apply(key).name(), contestant.apply(key).title(), result.cpu().median(),
				result.throughput().median(), result.p99().median()));
		return measured;
	}

	/**
	 * The ratio of the CPU of two that have taken turns, among others maybe. If it
	 * spreads too far, these two alone take turns again.
	 */
	Samples ratio(Map<Contestant, Measured> measured, Work work, Contestant one, Contestant other) throws Exception {
		return steady(measured.get(one).over(measured.get(other)), new Lane(work, one), new Lane(work, other));
	}

	/**
	 * The same for lanes.
	 */
	Samples ratio(Map<Lane, Measured> measured, Lane one, Lane other) throws Exception {
		return steady(measured.get(one).over(measured.get(other)), one, other);
	}

	private Samples steady(Samples first, Lane one, Lane other) throws Exception {
		return Steady.ratio(first, () -> {
			Map<Lane, Samples> cpu = alternate(List.of(one, other), SHORT, (lane) -> {
				Measured measured = new Measured();
				measure(lane.work(), this.servers.get(lane.contestant()), measured, TURN);
				return measured.cpu().median();
			});
			return cpu.get(one).over(cpu.get(other));
		});
	}

	static void measure(Work work, ServerProcess server, Measured measured, Duration duration) throws Exception {
		Duration before = server.cpu();
		LoadReport report = work.run(server, duration);
		measured.add((double) server.cpu().minus(before).toNanos(), report);
	}

	/**
	 * A work on a server.
	 */
	record Lane(Work work, Contestant contestant) {

	}

}
