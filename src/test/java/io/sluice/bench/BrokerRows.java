package io.sluice.bench;

import java.util.List;
import java.util.Map;

import io.sluice.bench.servers.KafkaLoop;
import lombok.RequiredArgsConstructor;

/**
 * Measures records for a broker, beside a loop of the broker's client.
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

}
