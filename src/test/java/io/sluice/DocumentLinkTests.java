package io.sluice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.support.MarkdownPage;
import io.sluice.support.MarkdownPage.Link;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every link of a page leads to a file that is there, and to a heading in it.
 */
class DocumentLinkTests {

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
		assertThat(new MarkdownPage(page).links()).extracting(Link::target)
			.allSatisfy((file) -> assertThat(file).exists());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyHeadingIsThere(Path page) {
		assertThat(new MarkdownPage(page).links()).filteredOn((link) -> link.anchor() != null)
			.allSatisfy(
					(link) -> assertThat(new MarkdownPage(link.target()).anchors()).as("headings of %s", link.target())
						.contains(link.anchor()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/stability.md" })
	void aPageOfTheProjectLeadsToOthers(String page) {
		assertThat(new MarkdownPage(Path.of(page)).links()).isNotEmpty();
	}

	@Test
	void headingsHaveTheNamesThatGitHubGivesThem() {
		assertThat(MarkdownPage.anchor("What a `JVMTI` agent costs, and why"))
			.isEqualTo("what-a-jvmti-agent-costs-and-why");
		assertThat(MarkdownPage.anchor("[Add](x.md) something_else")).isEqualTo("add-something_else");
	}

}
