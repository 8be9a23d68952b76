package io.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files around the code: what contributors and a new owner find.
 */
class ProjectFilesTests {

	private static final Path FORMS = Path.of(".github/ISSUE_TEMPLATE");

	private static final Pattern VERSION = Pattern.compile("(?s)</parent>.*?<version>(.*?)</version>");

	static List<Path> forms() throws IOException {
		try (Stream<Path> files = Files.list(FORMS)) {
			return files.filter((file) -> !file.endsWith("config.yml")).toList();
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void theWorkflowRunsTheCiScriptAsRootInAContainerOfDebian() {
		Map<String, Object> workflow = yaml(Path.of(".github/workflows/ci.yml"));
		assertThat((Map<String, Object>) workflow.get("on")).containsOnlyKeys("push", "pull_request");
		Map<String, Object> job = (Map<String, Object>) ((Map<String, Object>) workflow.get("jobs")).get("run");
		Map<String, Object> container = (Map<String, Object>) job.get("container");
		assertThat(container.get("image").toString()).startsWith("debian:");
		assertThat(container.get("options").toString()).contains("--privileged").doesNotContain("--user");
		assertThat((List<Map<String, Object>>) job.get("steps")).extracting((step) -> step.get("run"))
			.contains(".ci/run");
		assertThat(Path.of(".ci/run")).isExecutable();
	}

	@ParameterizedTest
	@MethodSource("forms")
	@SuppressWarnings("unchecked")
	void anIssueFormHasWhatGitHubRequires(Path form) {
		Map<String, Object> issue = yaml(form);
		assertThat(issue).containsKeys("name", "description");
		List<Map<String, Object>> body = (List<Map<String, Object>>) issue.get("body");
		assertThat(body).allSatisfy((part) -> {
			assertThat(part.get("type")).isIn("markdown", "textarea", "input", "dropdown", "checkboxes");
			assertThat((Map<String, Object>) part.get("attributes"))
				.containsKey("markdown".equals(part.get("type")) ? "value" : "label");
		});
		assertThat(body.stream().filter((part) -> !"markdown".equals(part.get("type"))))
			.extracting((part) -> part.get("id"))
			.doesNotContainNull()
			.doesNotHaveDuplicates();
	}

	@Test
	void vulnerabilitiesHaveNoIssueForm() {
		assertThat(yaml(FORMS.resolve("config.yml"))).containsEntry("blank_issues_enabled", false);
	}

	@Test
	void theChangelogBeginsWithTheVersionOfThePom() {
		String version = version();
		String released = version.endsWith("-SNAPSHOT") ? "Unreleased" : "\\d{4}-\\d{2}-\\d{2}";
		assertThat(read(Path.of("CHANGELOG.md")).lines().filter((line) -> line.startsWith("## ")).findFirst())
			.hasValueSatisfying((heading) -> assertThat(heading)
				.matches("## " + Pattern.quote(version.replace("-SNAPSHOT", "")) + " - " + released));
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/client.md", "docs/starter.md", "helm/sluice/Chart.yaml" })
	void aPageNamesTheVersionOfThePom(String page) {
		assertThat(
				found("(?:sluice-|sluice:|<version>|appVersion: )(\\d+\\.\\d+\\.\\d+-SNAPSHOT)", read(Path.of(page))))
			.isNotEmpty()
			.allMatch(version()::equals);
	}

	private static List<String> found(String regex, String text) {
		return Pattern.compile(regex).matcher(text).results().map((match) -> match.group(1)).toList();
	}

	private static String version() {
		Matcher version = VERSION.matcher(read(Path.of("pom.xml")));
		assertThat(version.find()).isTrue();
		return version.group(1);
	}

	private static Map<String, Object> yaml(Path file) {
		return new Yaml().load(read(file));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
