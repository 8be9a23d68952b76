package io.sluice.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
		besideProxies(
				new Work("TCP upstream, 64 B, %d in flight".formatted(inFlight), "tcp" + Work.line(61), 64, inFlight),
				sluice, List.of(Contestant.NETTY_TCP_PROXY, Contestant.HAPROXY), 2.2, 1.3);
	}

	void http() throws Exception {
		this.servers.close();
		besideProxies(new Work("HTTP upstream, 64 B, 1 in flight", "http" + Work.line(60), 64, 1),
				Contestant.SLUICE_UPSTREAMS, List.of(Contestant.NETTY_HTTP_PROXY), Double.NaN, Double.NaN);
		this.servers.close();
	}

	/**
	 * Compare an upstream with the echo of its process, and with proxies.
	 * @param proxies the first of which has the limit
	 */
	private void besideProxies(Work work, Contestant sluice, List<Contestant> proxies, double mustEcho,
			double mustProxy) throws Exception {
		Lane echo = new Lane(
				new Work("echo beside the " + work.name(), Work.line(64), work.connections(), work.inFlight()), sluice);
		Lane upstream = new Lane(work, sluice);
		List<Lane> others = this.servers.available(proxies).stream().map((proxy) -> new Lane(work, proxy)).toList();
		Map<Lane, Measured> measured = this.rounds
			.run(Stream.concat(Stream.of(echo, upstream), others.stream()).toList());
		this.report.figure(echo.work(), sluice, measured.get(echo));
		figures(work, measured, echo);
		ratio(measured, upstream, echo, "its echo", mustEcho);
		for (Lane proxy : others) {
			ratio(measured, upstream, proxy, proxy.contestant().title(),
					(proxy.contestant() == proxies.getFirst()) ? mustProxy : Double.NaN);
			if (proxy.contestant() == Contestant.HAPROXY) {
				// it frames nothing, and reads and writes twice
				ratio(measured, echo, proxy, proxy.contestant().title(), Double.NaN);
			}
		}
	}

	private void ratio(Map<Lane, Measured> measured, Lane sluice, Lane other, String title, double must)
			throws Exception {
		Samples ratio = Double.isNaN(must) ? measured.get(sluice).over(measured.get(other))
				: this.rounds.ratio(measured, sluice, other);
		this.report.ratio("%s: Sluice / %s".formatted(sluice.work().name(), title), ratio, must);
	}

	private void figures(Work work, Map<Lane, Measured> measured, Lane echo) {
		Map<Contestant, Measured> proxies = new LinkedHashMap<>();
		measured.forEach((lane, result) -> {
			if (!lane.equals(echo)) {
				proxies.put(lane.contestant(), result);
			}
		});
		this.report.figures(work, proxies);
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
