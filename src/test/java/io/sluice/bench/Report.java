package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes what was measured into {@code docs/benchmarks.md}, and compares it with what
 * stood there.
 */
final class Report {

	private static final Path PAGE = Path.of("docs", "benchmarks.md");

	private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| ([\\d.]+) \\| ([\\d.]+) \\| .*");

	private final List<Row> rows = new ArrayList<>();

	private final List<String> figures = new ArrayList<>();

	void add(Row row) {
		this.rows.add(row);
	}

	void figure(Work work, Contestant contestant, Measured measured) {
		this.figures.add(String.format(Locale.ROOT, "| %s | %s | %.2f | %.2f | %,.0f | %.2f |", work.name(),
				contestant.title(), measured.cpu().median(), measured.cpu().spread(), measured.throughput().median(),
				measured.p99().median()));
	}

	/**
	 * Write the page.
	 * @return what is worse than before by more than the spread of the rounds
	 */
	List<String> write() throws IOException {
		List<String> worse = compare();
		StringBuilder page = new StringBuilder(
				"""
						# Benchmarks

						`./mvnw -Pbench verify` measures and writes this page. Every server is a process of its own, all are driven by the same
						[load client](client.md) with the same parameters, in three interleaved rounds of 3 seconds after a warm-up. CPU is the
						processor time that the operating system accounts to the server's process, divided by the messages answered. The load
						client shares the machine, so throughput and latency are those of a machine that is full; the ratios are of CPU unless
						they say otherwise. The spread is half the distance between the smallest and the largest round.

						""");
		page.append(String.format(Locale.ROOT, "Machine: %d cores (%s), %s %s, Java %s. Date: %s.%n%n",
				Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"),
				System.getProperty("os.name"), System.getProperty("os.version"), Runtime.version(),
				LocalDate.now(ZoneOffset.UTC)));
		page.append("![CPU per message](benchmarks.svg)\n\n");
		page.append(
				"## Ratios and limits\n\n| measured | value | spread | unit | must not exceed |\n|---|---|---|---|---|\n");
		for (Row row : this.rows) {
			page.append(String.format(Locale.ROOT, "| %s | %.3f | %.3f | %s | %s |%n", row.name(),
					row.samples().median(), row.samples().spread(), row.isRatio() ? "ratio" : row.unit(),
					Double.isNaN(row.must()) ? "" : String.format(Locale.ROOT, "%.3f%s", row.must(),
							(row.samples().median() > row.must()) ? " (**exceeded**)" : "")));
		}
		page.append(
				"\n## Figures\n\n| work | server | CPU, us a message | spread | messages/s | p99, ms |\n|---|---|---|---|---|---|\n");
		this.figures.forEach((figure) -> page.append(figure).append('\n'));
		Files.writeString(PAGE, page);
		return worse;
	}

	private List<String> compare() throws IOException {
		Map<String, double[]> before = new HashMap<>();
		for (String line : Files.exists(PAGE) ? Files.readAllLines(PAGE) : List.<String>of()) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				before.put(row.group(1),
						new double[] { Double.parseDouble(row.group(2)), Double.parseDouble(row.group(3)) });
			}
		}
		List<String> worse = new ArrayList<>();
		for (Row row : this.rows) {
			double[] old = before.get(row.name());
			double now = row.samples().median();
			if (old != null && now - old[0] > old[1] + row.samples().spread()) {
				worse.add(String.format(Locale.ROOT, "%s: %.3f, was %.3f", row.name(), now, old[0]));
			}
		}
		return worse;
	}

}
