package io.sluice.bench;

import java.util.List;
import java.util.Map;

/**
 * Measures TLS, by the JDK, beside Netty.
 */
final class TlsRows {

	private static final int CONNECTIONS = 5_000;

	private static final List<Contestant> BOTH = List.of(Contestant.SLUICE_TLS, Contestant.NETTY_TLS);

	private final Servers servers;

	private final Report report;

	private final Rounds rounds;

	TlsRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
		this.rounds = new Rounds(servers);
	}

	void messages() throws Exception {
		for (int inFlight : List.of(1, 16)) {
			Work work = new Work("TLS, 64 B, %d in flight".formatted(inFlight), Work.line(64), 64, inFlight);
			Map<Contestant, Measured> measured = this.rounds.run(work, BOTH);
			this.report.figures(work, measured);
			this.report.ratio("%s: Sluice / %s".formatted(work.name(), Contestant.NETTY_TLS.title()),
					this.rounds.ratio(measured, work, Contestant.SLUICE_TLS, Contestant.NETTY_TLS), 1.3);
		}
	}

	void handshakes() throws Exception {
		for (TlsConnections.Kind kind : TlsConnections.Kind.values()) {
			String name = "%,d TLS connections opened, %s handshakes: CPU of one".formatted(CONNECTIONS, kind.title());
			Map<Contestant, Samples> first = cpuMicros(kind);
			Samples ratio = Steady.ratio(ratio(first), () -> ratio(cpuMicros(kind)));
			this.report.ratio("%s, Sluice / %s".formatted(name, Contestant.NETTY_TLS.title()), ratio, 1.1);
			first.forEach((contestant, micros) -> this.report
				.add(new Row("%s, %s".formatted(name, contestant.title()), micros, "us", Double.NaN)));
		}
		this.servers.stop(BOTH);
	}

	private Map<Contestant, Samples> cpuMicros(TlsConnections.Kind kind) throws Exception {
		return Rounds.alternate(BOTH,
				(contestant) -> TlsConnections.cpuMicros(this.servers.get(contestant), kind, CONNECTIONS));
	}

	private static Samples ratio(Map<Contestant, Samples> micros) {
		return micros.get(Contestant.SLUICE_TLS).over(micros.get(Contestant.NETTY_TLS));
	}

}
