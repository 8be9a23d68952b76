package io.sluice.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chart {@code helm/sluice}, as release {@code edge} in the namespace
 * {@code gateways}.
 */
public final class SluiceChart {

	/** Where it is. */
	static final Path DIRECTORY = Path.of("helm/sluice");

	private static final String HOOK = "helm.sh/hook";

	/**
	 * By the text of the files: tests ask for the same again and again, and Helm takes a
	 * tenth of a second.
	 */
	private static final Map<List<String>, Manifests> RENDERED = new ConcurrentHashMap<>();

	private SluiceChart() {
	}

	/**
	 * The files with sets of values that everything must hold for.
	 */
	public static Stream<Path> valueSets() throws IOException {
		try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"));
				Stream<Path> examples = Files.list(DIRECTORY.resolve("examples"))) {
			return Stream.concat(files, examples).sorted().toList().stream();
		}
	}

	/**
	 * What is installed with the given values.
	 * @param values files that are merged over the chart's values
	 */
	public static Manifests render(Path... values) {
		return RENDERED.computeIfAbsent(Arrays.stream(values).map(SluiceChart::read).toList(), (_) -> {
			HelmProcess.Answer answer = run(HelmProcess.Command.TEMPLATE, Running.WITHOUT_HOOKS, values);
			assertThat(answer.failed()).as(answer.text()).isFalse();
			return Manifests.parse(answer.text());
		});
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What is installed with the given values.
	 * @param yaml values in YAML
	 */
	public static Manifests render(String yaml) {
		return withFile(yaml, (file) -> render(file));
	}

	/**
	 * Why the chart does not render with the given values.
	 */
	static String refusal(String yaml) {
		HelmProcess.Answer answer = withFile(yaml,
				(file) -> run(HelmProcess.Command.TEMPLATE, Running.WITHOUT_HOOKS, file));
		assertThat(answer.failed()).as("is refused: " + yaml).isTrue();
		return answer.text();
	}

	/**
	 * What a user reads after an installation with the given values.
	 */
	static String notes(String yaml) {
		HelmProcess.Answer answer = withFile(yaml, (file) -> run(HelmProcess.Command.NOTES, DIRECTORY, file));
		assertThat(answer.failed()).as(answer.text()).isFalse();
		return answer.text();
	}

	static HelmProcess.Answer lint() {
		return run(HelmProcess.Command.LINT, DIRECTORY);
	}

	private static HelmProcess.Answer run(HelmProcess.Command command, Path chart, Path... values) {
		return Running.HELM.run(command, chart, Arrays.stream(values).map(Path::toAbsolutePath).toList());
	}

	private static <T> T withFile(String yaml, Function<Path, T> action) {
		try {
			Path file = Files.createTempFile("values", ".yaml");
			try {
				return action.apply(Files.writeString(file, yaml));
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What all tests share, from the first that needs it. */
	private static final class Running {

		static final HelmProcess HELM = HelmProcess.start();

		/**
		 * A copy of the chart: Helm leaves hooks, such as the pod of "helm test", out of
		 * the manifests.
		 */
		static final Path WITHOUT_HOOKS = copy();

		private Running() {
		}

		private static Path copy() {
			try {
				Path copy = Files.createTempDirectory("chart");
				Runtime.getRuntime()
					.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(copy.toFile())));
				FileSystemUtils.copyRecursively(DIRECTORY, copy);
				Path test = copy.resolve("templates/tests/round-trip.yaml");
				List<String> lines = Files.readAllLines(test);
				Files.write(test, lines.stream().map((line) -> line.replace(HOOK, "hook")).toList());
				return copy;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
