package io.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page as it was committed: runs since then may have written over the file.
 */
final class Committed {

	private static final Pattern ROW = Pattern
		.compile("\\| ([^|]+) \\| (-?[\\d.]+) \\| ([\\d.]+|-)[^|]* \\| (\\S+) \\| .*");

	/** Of each row its value, its spread and its unit, by its name. */
	private final Map<String, List<String>> rows = new LinkedHashMap<>();

	Committed(String page) {
		page.lines()
			.map(ROW::matcher)
			.filter(Matcher::matches)
			.forEach((row) -> this.rows.put(row.group(1), List.of(row.group(2), row.group(3), row.group(4))));
	}

	static Committed read(Path file) throws IOException, InterruptedException {
		String page = fromGit(file);
		return new Committed(!page.isEmpty() ? page : Files.exists(file) ? Files.readString(file) : "");
	}

	/**
	 * Empty where this is no repository, or there is no git.
	 */
	private static String fromGit(Path file) throws InterruptedException {
		try {
			Process git = new ProcessBuilder("git", "show", "HEAD:./" + file)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			String page = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return (git.waitFor() == 0) ? page : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * The ratios that are worse now by more than both spreads. Other units change with
	 * the machine, and a single measurement has no spread to tell a change by.
	 */
	List<String> worse(List<Row> now) {
		List<String> worse = new ArrayList<>();
		for (Row row : now) {
			List<String> old = this.rows.get(row.name());
			if (old == null || !old.contains(Row.RATIO) || old.contains("-") || row.samples().isSingle()) {
				continue;
			}
			double value = Double.parseDouble(old.getFirst());
			if (row.samples().median() - value > Double.parseDouble(old.get(1)) + row.samples().spread()) {
				worse.add(String.format(Locale.ROOT, "%s: %.3f, was %.3f", row.name(), row.samples().median(), value));
			}
		}
		return worse;
	}

	/**
	 * The rows that this run does not have.
	 */
	List<String> missing(List<Row> now) {
		List<String> names = now.stream().map(Row::name).toList();
		return this.rows.keySet().stream().filter((name) -> !names.contains(name)).toList();
	}

}
