package io.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Dockerfiles and docs/image.md. {@code .ci/image} builds and starts the images.
 */
class DockerfileTests {

	private static final Path PAGE = Path.of("docs/image.md");

	private static final Pattern ARGUMENT = Pattern.compile("(?m)^ARG (\\w+)");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[A-Z_]+`(?:, )?)+) \\|");

	private static final Pattern GIVEN = Pattern.compile("--build-arg (\\w+)=");

	private static final Pattern PROBE = Pattern.compile("io\\.sluice\\.[\\w.]+\\.HealthProbe");

	@Test
	void buildArgumentsAreThoseOfThePage() throws IOException {
		Set<String> arguments = found(ARGUMENT, Files.readString(Path.of("Dockerfile")));
		String page = Files.readString(PAGE);
		assertThat(ROW.matcher(page)
			.results()
			.flatMap((row) -> Stream.of(row.group(1).split(", ")))
			.map((name) -> name.replace("`", ""))).containsExactlyInAnyOrderElementsOf(arguments);
		assertThat(found(GIVEN, page)).isNotEmpty().isSubsetOf(arguments);
	}

	/** Where one stage differs, its cache is not that of the runtime. */
	@Test
	void everyStageHasThePinnedBase() throws IOException {
		assertThat(Files.readAllLines(Path.of("Dockerfile"))).filteredOn((line) -> line.startsWith("FROM "))
			.hasSize(3)
			.allSatisfy((line) -> assertThat(line).startsWith("FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Dockerfile", "docs/image.md", "examples/own-image/Dockerfile" })
	void healthCheckIsAProgramOfTheStarter(String file) throws Exception {
		List<String> probes = PROBE.matcher(Files.readString(Path.of(file)))
			.results()
			.map((use) -> use.group())
			.toList();
		assertThat(probes).isNotEmpty();
		for (String probe : probes) {
			assertThat(Class.forName(probe).getMethod("main", String[].class)).isNotNull();
			assertThat(probe).doesNotContain(".cli.", ".app.");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", "examples/own-image" })
	void whatIsCopiedIsInTheContext(String context) throws IOException {
		Set<String> sent = Files.readAllLines(Path.of(context, ".dockerignore"))
			.stream()
			.filter((line) -> line.startsWith("!"))
			.map((line) -> line.substring(1))
			.collect(Collectors.toCollection(TreeSet::new));
		String dockerfile = Files.readString(Path.of(context, "Dockerfile"));
		List<String> copied = Pattern.compile("(?m)^COPY ([^-\\s]\\S*)")
			.matcher(dockerfile.replace("${JAR}", "target/sluice-*-exec.jar"))
			.results()
			.map((copy) -> copy.group(1))
			.toList();
		assertThat(copied).isNotEmpty()
			.allMatch((path) -> sent.stream().anyMatch((allowed) -> path.startsWith(allowed)));
	}

	private static Set<String> found(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1)).collect(Collectors.toSet());
	}

}
