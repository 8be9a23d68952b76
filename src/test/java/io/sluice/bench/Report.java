package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Collects what was measured, says how it compares with the committed page, and writes
 * the next one.
 */
final class Report {

	private static final Path PAGE = Path.of("docs", "benchmarks.md");

	private final List<Row> rows = new ArrayList<>();

	private final List<String> figures = new ArrayList<>();

	private final Chart chart = new Chart();

	private final GrowthChart growth = new GrowthChart();

	void ratio(String name, Samples ratio, double must) {
		add(new Row(name, ratio, Row.RATIO, must));
	}

	void millis(String name, Samples millis, double must) {
		add(new Row(name, millis, "ms", must));
	}

	void single(String name, double value, String unit, double must) {
		add(new Row(name, Samples.of(value), unit, must));
	}

	void add(Row row) {
		System.out.println(row.line());
		this.rows.add(row);
	}

	/**
	 * Add what several servers took for a work, also to the chart.
	 */
	void figures(Work work, Map<Contestant, Measured> measured) {
		this.chart.add(work, measured);
		measured.forEach((contestant, result) -> figure(work, contestant, result));
	}

	void figure(Work work, Contestant contestant, Measured measured) {
		this.figures.add(String.format(Locale.ROOT, "| %s | %s | %.2f | %.2f | %,.0f | %.2f |", work.name(),
				contestant.title(), measured.cpu().median(), measured.cpu().spread(), measured.throughput().median(),
				measured.p99().median()));
	}

	/**
	 * Add to the chart of growth how the CPU of a message grows with something.
	 */
	void growth(String title, List<String> steps, Map<Contestant, List<Samples>> lines) {
		if (!lines.isEmpty()) {
			this.growth.add(title, steps, lines);
		}
	}

	void print() throws IOException, InterruptedException {
		Committed committed = Committed.read(PAGE);
		print("Measured | value | spread | unit | must not exceed:", this.rows.stream().map(Row::line).toList());
		print("Worse than the committed docs/benchmarks.md by more than the spread:", committed.worse(this.rows));
		print("In the committed docs/benchmarks.md, but not measured now:", committed.missing(this.rows));
	}

	private static void print(String title, List<String> lines) {
		System.out.println(title);
		(lines.isEmpty() ? List.of("nothing") : lines).forEach((line) -> System.out.println("  " + line));
	}

	/**
	 * Write the page and its chart, if everything was measured.
	 */
	void write(boolean complete) throws IOException {
		if (!complete || Rounds.TRIAL) {
			System.out.println("Not everything was measured: docs/benchmarks.md stays as it is.");
			return;
		}
		Files.writeString(PAGE, new Page(this.rows.stream().map(Row::line).toList(), this.figures).text());
		this.chart.write();
		this.growth.write();
	}

}
