package io.sluice.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.bench.Rounds.Lane;

/**
 * Measures upstreams, beside proxies in Netty that lead to the same far ends.
 */
final class UpstreamRows {

	/** Few clients, so that the far end limits them and not the machine. */
	private static final int CLIENTS_OF_SLOW = 8;

	private final Servers servers;

	private final Report report;

	private final Rounds rounds;

	UpstreamRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
		this.rounds = new Rounds(servers);
	}

	void tcp() throws Exception {
		this.servers.close();
		tcp(1, Contestant.SLUICE_UPSTREAMS);
		tcp(16, Contestant.SLUICE_PIPELINE);
		this.servers.close();
	}

	private void tcp(int inFlight, Contestant sluice) throws Exception {
		besideProxy(
				new Work("TCP upstream, 64 B, %d in flight".formatted(inFlight), "tcp" + Work.line(61), 64, inFlight),
				sluice, Contestant.NETTY_TCP_PROXY, 2.2, 1.3);
	}

	void http() throws Exception {
		this.servers.close();
		besideProxy(new Work("HTTP upstream, 64 B, 1 in flight", "http" + Work.line(60), 64, 1),
				Contestant.SLUICE_UPSTREAMS, Contestant.NETTY_HTTP_PROXY, Double.NaN, Double.NaN);
		this.servers.close();
	}

	private void besideProxy(Work work, Contestant sluice, Contestant netty, double mustEcho, double mustNetty)
			throws Exception {
		Work echo = new Work("echo beside the " + work.name(), Work.line(64), work.connections(), work.inFlight());
		Lane base = new Lane(echo, sluice);
		Lane upstream = new Lane(work, sluice);
		Lane proxy = new Lane(work, netty);
		Map<Lane, Measured> measured = this.rounds.run(List.of(base, upstream, proxy));
		this.report.figure(echo, sluice, measured.get(base));
		Map<Contestant, Measured> both = new LinkedHashMap<>();
		both.put(sluice, measured.get(upstream));
		both.put(netty, measured.get(proxy));
		this.report.figures(work, both);
		Samples cpu = measured.get(upstream).cpu();
		this.report.ratio("%s: Sluice / its echo".formatted(work.name()), cpu.over(measured.get(base).cpu()), mustEcho);
		this.report.ratio("%s: Sluice / %s".formatted(work.name(), netty.title()), cpu.over(measured.get(proxy).cpu()),
				mustNetty);
	}

	/**
	 * To a far end that answers after 5 ms.
	 */
	void pipeline() throws Exception {
		this.servers.close();
		Work work = new Work("TCP upstream 5 ms away, 16 in flight", "slow" + Work.line(60), CLIENTS_OF_SLOW, 16);
		Map<Contestant, Measured> measured = this.rounds.run(work,
				List.of(Contestant.SLUICE_UPSTREAMS, Contestant.SLUICE_PIPELINE));
		measured.forEach((contestant, result) -> this.report.figure(work, contestant, result));
		Samples one = ofConnection(measured.get(Contestant.SLUICE_UPSTREAMS));
		Samples many = ofConnection(measured.get(Contestant.SLUICE_PIPELINE));
		// 1/16 if nothing but the far end took time
		this.report.ratio(work.name() + ": messages of a connection, pipeline 1 / pipeline 16", one.over(many), 0.1);
		this.report.add(new Row(work.name() + ": messages of a connection, pipeline 16", many, "1/s", Double.NaN));
		this.report.add(new Row(work.name() + ": messages of a connection, pipeline 1", one, "1/s", Double.NaN));
		this.servers.close();
	}

	private static Samples ofConnection(Measured measured) {
		return new Samples(
				measured.throughput().values().stream().map((messages) -> messages / CLIENTS_OF_SLOW).toList());
	}

}
