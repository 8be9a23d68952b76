package io.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every link of a page leads to a file that is there, and to a heading in it.
 */
class DocumentLinkTests {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");

	static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>();
		addPages(pages, "", 1);
		for (String directory : List.of("docs", "examples", "helm")) {
			addPages(pages, directory, Integer.MAX_VALUE);
		}
		return pages;
	}

	private static void addPages(List<Path> pages, String directory, int depth) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of(directory), depth)) {
			files.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> !file.toString().contains("/target/"))
				.forEach(pages::add);
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyFileIsThere(Path page) {
		assertThat(links(page)).allSatisfy((link) -> assertThat(target(page, link)).exists());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyHeadingIsThere(Path page) {
		assertThat(links(page)).filteredOn((link) -> link.group(2) != null)
			.filteredOn((link) -> target(page, link).toString().endsWith(".md"))
			.allSatisfy((link) -> assertThat(anchors(target(page, link))).as(link.group()).contains(link.group(2)));
	}

	@Test
	void headingsHaveTheNamesThatGitHubGivesThem() {
		assertThat(anchor("What a `JVMTI` agent costs, and why")).isEqualTo("what-a-jvmti-agent-costs-and-why");
		assertThat(anchor("[Add](x.md) something_else")).isEqualTo("add-something_else");
	}

	private static List<MatchResult> links(Path page) {
		return LINK.matcher(read(page)).results().toList();
	}

	private static Path target(Path page, MatchResult link) {
		return link.group(1).isEmpty() ? page : page.toAbsolutePath().resolveSibling(link.group(1)).normalize();
	}

	private static Set<String> anchors(Path page) {
		Set<String> anchors = new HashSet<>();
		Map<String, Integer> counts = new HashMap<>();
		boolean code = false;
		for (String line : read(page).lines().toList()) {
			code ^= line.startsWith("```");
			if (!code && HEADING.matcher(line).matches()) {
				String anchor = anchor(line.replaceFirst("#+ ", ""));
				int count = counts.merge(anchor, 1, Integer::sum);
				anchors.add((count == 1) ? anchor : anchor + "-" + (count - 1));
			}
		}
		return anchors;
	}

	private static String anchor(String heading) {
		return heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^\\p{L}\\p{N}_ -]", "")
			.replace(' ', '-');
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
