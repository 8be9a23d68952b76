package io.sluice.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metrics of docs/metrics.md as Prometheus has them: each name with its labels.
 */
final class Metrics {

	private static final Pattern ROW = Pattern
		.compile("^\\| (`sluice\\.[^|]*) \\| (gauge|gauge, bytes|counter|timer) \\| ([^|]*)\\|", Pattern.MULTILINE);

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	/** Timers with buckets. */
	private static final Set<String> HISTOGRAMS = Set.of("sluice.requests", "sluice.upstream.requests");

	private Metrics() {
	}

	/**
	 * Read the table.
	 * @return labels by the name of a metric
	 */
	static Map<String, Set<String>> documented() throws IOException {
		Map<String, Set<String>> metrics = new TreeMap<>();
		Matcher row = ROW.matcher(Files.readString(Path.of("docs/metrics.md")));
		while (row.find()) {
			Set<String> labels = quoted(row.group(3)).stream().map(Metrics::snake).collect(Collectors.toSet());
			for (String meter : quoted(row.group(1))) {
				names(meter, row.group(2))
					.forEach((name) -> metrics.put(name, name.endsWith("_bucket") ? with(labels, "le") : labels));
			}
		}
		return metrics;
	}

	private static List<String> names(String meter, String type) {
		String name = snake(meter);
		return switch (type) {
			case "gauge" -> List.of(name);
			case "gauge, bytes" -> List.of(name + "_bytes");
			case "counter" -> List.of(name + "_total");
			default -> HISTOGRAMS.contains(meter)
					? List.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max",
							name + "_seconds_bucket")
					: List.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max");
		};
	}

	private static Set<String> with(Set<String> labels, String label) {
		Set<String> more = new TreeSet<>(labels);
		more.add(label);
		return more;
	}

	private static List<String> quoted(String cell) {
		return QUOTED.matcher(cell).results().map((match) -> match.group(1)).toList();
	}

	private static String snake(String name) {
		return name.replace('.', '_');
	}

}
