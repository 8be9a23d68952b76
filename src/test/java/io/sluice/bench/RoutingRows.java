package io.sluice.bench;

import java.util.List;
import java.util.Map;

/**
 * Measures what it takes to find a route.
 */
final class RoutingRows {

	/** 540 bytes, and nothing but what an order may have. */
	private static final String DOCUMENT = """
			{"id":"7f3c1e5a","type":"order","created":"2026-11-30T12:00:00Z",\
			"customer":{"number":4711,"name":"Vestland Fisk AS","address":\
			{"street":"Strandkaien 3","city":"Bergen","zip":"5013","country":"NO"}},\
			"lines":[{"item":"cod","unit":"kg","quantity":120.5,"price":41.9},\
			{"item":"haddock","unit":"kg","quantity":80,"price":38.25},\
			{"item":"crate, 20 l","unit":"piece","quantity":12,"price":99},\
			{"item":"ice","unit":"kg","quantity":400,"price":0.8}],\
			"delivery":{"date":"2026-12-02","window":"06-08","gate":"C"},\
			"paid":false,"note":null,"total":9637.95}""";

	private final Servers servers;

	private final Report report;

	RoutingRows(Servers servers, Report report) {
		this.servers = servers;
		this.report = report;
	}

	/**
	 * With a message that only the last route takes: all others have to be excluded.
	 */
	void thousandRoutes() throws Exception {
		this.servers.close();
		Work work = new Work("64 B past all routes, 16 in flight", "order-x" + Work.line(57), 64, 16);
		Rounds rounds = new Rounds(this.servers);
		Map<Contestant, Measured> measured = rounds.run(work,
				List.of(Contestant.SLUICE_TEN_ROUTES, Contestant.SLUICE_THOUSAND_ROUTES));
		measured.forEach((contestant, result) -> this.report.figure(work, contestant, result));
		this.report.ratio(work.name() + ": 1,000 routes / 10 routes",
				rounds.ratio(measured, work, Contestant.SLUICE_THOUSAND_ROUTES, Contestant.SLUICE_TEN_ROUTES), 1.5);
		this.servers.close();
	}

	/**
	 * What the predicates add to a route, beside what a parse adds to a handler.
	 */
	void jsonPredicate() throws Exception {
		this.servers.close();
		Work plain = work("JSON, route without a look", " ");
		Work json = work("JSON, ten json predicates", "");
		Work tokens = work("JSON, handler that reads the tokens", "  ");
		Work tree = work("JSON, handler that reads the tree", "   ");
		Map<Work, Measured> measured = new Rounds(this.servers).run(List.of(plain, json, tokens, tree),
				Contestant.JSON);
		measured.forEach((work, result) -> this.report.figure(work, Contestant.JSON, result));
		Samples base = measured.get(plain).cpu();
		Samples predicates = measured.get(json).cpu().minus(base);
		this.report.ratio("ten json predicates / Jackson's reading of the tokens",
				predicates.over(measured.get(tokens).cpu().minus(base)), 1.3);
		this.report.ratio("ten json predicates / Jackson's reading of the tree",
				predicates.over(measured.get(tree).cpu().minus(base)), Double.NaN);
		this.servers.close();
	}

	private static Work work(String name, String before) {
		return new Work(name + ", 4 in flight", before + DOCUMENT, 64, 4);
	}

}
