package io.sluice.bench;

import java.util.List;
import java.util.Map;

import io.sluice.bench.servers.KafkaLoop;
import lombok.RequiredArgsConstructor;

/**
 * Measures records for a broker, and pushes by way of Redis, beside a loop of the
 * engine's client.
 */
@RequiredArgsConstructor
final class BrokerRows {

	private final Servers servers;

	private final Report report;

	void kafka() throws Exception {
		this.servers.close();
		Work work = new Work("Kafka with acknowledgement, 64 B, 32 in flight", Work.line(64), 1, KafkaLoop.OUTSTANDING);
		ServerProcess sluice = this.servers.get(Contestant.SLUICE_KAFKA);
		String command = "send 2000";
		try (Commander loop = new Commander(this.servers.get(Contestant.KAFKA_LOOP))) {
			loop.perSecond(command, Rounds.WARM_UP);
			work.run(sluice, Rounds.WARM_UP);
			Map<Boolean, Samples> rate = Rounds.alternate(List.of(true, false), Rounds.SHORT, (ofSluice) -> ofSluice
					? work.run(sluice, Rounds.ROUND).messagesPerSecond() : loop.perSecond(command, Rounds.ROUND));
			// at least 0.8 of the loop's rate
			this.report.ratio(work.name() + ": records a second, KafkaTemplate loop / Sluice",
					rate.get(false).over(rate.get(true)), 1.25);
			this.report.add(new Row(work.name() + ": Sluice", rate.get(true), "1/s", Double.NaN));
			this.report.add(new Row(work.name() + ": KafkaTemplate loop", rate.get(false), "1/s", Double.NaN));
		}
		this.servers.close();
	}

	void remotePush() throws Exception {
		this.servers.close();
		String name = "push of 64 B to a device of another pod, 1 outstanding: time";
		ServerProcess pod = this.servers.get(Contestant.POD);
		this.servers.get(Contestant.FAR_DEVICES);
		try (Commander pushing = new Commander(pod);
				Commander loop = new Commander(this.servers.get(Contestant.REDIS_LOOP))) {
			Rounds.Measurement<Boolean, Double> micros = (ofSluice) -> 1e6 / (ofSluice
					? pushing.perSecond("remote 100", Rounds.ROUND) : loop.perSecond("publish 100", Rounds.ROUND));
			pushing.awaitDone("remote 1");
			pushing.perSecond("remote 100", Rounds.WARM_UP);
			loop.perSecond("publish 100", Rounds.WARM_UP);
			Map<Boolean, Samples> time = Rounds.alternate(List.of(true, false), Rounds.SHORT, micros);
			this.report.ratio(name + ", Sluice / publish and receive by Lettuce", Steady.ratio(ratio(time),
					() -> ratio(Rounds.alternate(List.of(true, false), Rounds.SHORT, micros))), 3);
			this.report.add(new Row(name + ", Sluice", time.get(true), "us", Double.NaN));
			this.report.add(new Row(name + ", publish and receive by Lettuce", time.get(false), "us", Double.NaN));
		}
		this.servers.close();
	}

	private static Samples ratio(Map<Boolean, Samples> time) {
		return time.get(true).over(time.get(false));
	}

}
