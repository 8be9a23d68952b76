package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.support.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator looks up at night is in the pages: every alert, every warning, and
 * whatever a link promises.
 */
class OperatorPagesTests {

	private static final Path DOCS = Path.of("docs");

	private static final Pattern ALERT = Pattern.compile("alert: (Sluice\\w+)");

	private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	/** A text of several literals, after the call that logs it. */
	private static final Pattern WARNING = Pattern
		.compile("(?:log\\.(?:warn|error)\\(|\\.log\\(log,|\\.write\\(log, Level\\.(?:WARN|ERROR),)\\s*((?:"
				+ TEXT.pattern() + "\\s*\\+?\\s*)+)");

	private static final Pattern LITERALS = Pattern.compile("(?:" + TEXT.pattern() + "\\s*\\+?\\s*)+");

	/** A row of the log's page that begins with a line of the log. */
	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)`(?: \\(ERROR\\))? \\|", Pattern.MULTILINE);

	@Test
	void everyAlertOfTheChartHasASection() {
		List<String> alerts = ALERT.matcher(read(Path.of("helm/sluice/templates/prometheusrule.yaml")))
			.results()
			.map((alert) -> MarkdownPage.anchor(alert.group(1)))
			.toList();
		assertThat(alerts).hasSizeGreaterThan(10);
		assertThat(new MarkdownPage(DOCS.resolve("alerts.md")).anchors()).containsAll(alerts);
	}

	@Test
	void everyAlertOfTheGuideHasASection() {
		List<String> alerts = ALERT.matcher(read(DOCS.resolve("put-in-production.md")))
			.results()
			.map((alert) -> MarkdownPage.anchor(alert.group(1)))
			.toList();
		assertThat(alerts).isNotEmpty();
		assertThat(new MarkdownPage(DOCS.resolve("alerts.md")).anchors()).containsAll(alerts);
	}

	@Test
	void everyWarningAndErrorOfTheCodeIsExplained() throws IOException {
		List<String> explained = explained();
		List<String> unexplained = new ArrayList<>();
		for (String source : sources()) {
			Matcher warning = WARNING.matcher(source);
			while (warning.find()) {
				String line = shown(warning.group(1));
				if (line.chars().filter(Character::isLetter).count() > 5
						&& explained.stream().noneMatch((row) -> isShortFor(row, line))) {
					unexplained.add(line);
				}
			}
		}
		assertThat(unexplained).as("lines that docs/logs.md does not explain").isEmpty();
	}

	@Test
	void everyLineThatIsExplainedIsInTheCode() throws IOException {
		Set<String> texts = sources().stream()
			.flatMap((source) -> LITERALS.matcher(source).results().map((match) -> shown(match.group())))
			.collect(Collectors.toSet());
		assertThat(explained()).hasSizeGreaterThan(40)
			.allSatisfy((row) -> assertThat(texts).as(row).anyMatch((text) -> isShortFor(row, text)));
	}

	private static List<String> explained() {
		return ROW.matcher(read(DOCS.resolve("logs.md"))).results().map((row) -> row.group(1)).filter((row) -> {
			// the other tables of the page have keys
			return row.contains(" ");
		}).toList();
	}

	/** A page may leave out the end of a line. */
	private static boolean isShortFor(String row, String line) {
		return line.equals(row) || (row.endsWith("…") && line.startsWith(row.substring(0, row.length() - 1)));
	}

	/**
	 * A text of the code as the page shows it: without the name before it, and with an
	 * ellipsis for each value.
	 */
	private static String shown(String literals) {
		return TEXT.matcher(literals)
			.results()
			.map((literal) -> literal.group(1))
			.collect(Collectors.joining())
			.replaceFirst("^\\[\\{}] ", "")
			.replace("{}", "…");
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java")).map(OperatorPagesTests::read).toList();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "access-log.md", "alerts.md", "endpoints.md", "front-door.md", "health.md", "logs.md",
			"metrics.md", "night.md", "operations.md", "production.md", "put-in-production.md", "reload.md",
			"rolling.md", "security.md", "tracing.md" })
	void noCellOfATableHasMoreThanTwentyWords(String page) {
		assertThat(read(DOCS.resolve(page)).replaceAll("(?s)```.*?```", "")
			.lines()
			.filter((line) -> line.startsWith("|"))
			.flatMap((line) -> Stream.of(line.split("\\|"))))
			.allSatisfy((cell) -> assertThat(words(cell)).as(cell).isLessThanOrEqualTo(20));
	}

	/** Code and the text of a link are one word each. */
	private static int words(String cell) {
		String text = cell.replaceAll("`[^`]*`", "code").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").strip();
		return text.isEmpty() ? 0 : text.split("\\s+").length;
	}

	private static String read(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
