package io.sluice.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs targets under Jazzer, each in a process of its own. What it has found to be worth
 * keeping stays in {@code target/fuzz} for the next campaign.
 */
class FuzzCampaign {

	private static final Path DIRECTORY = Path.of("target/fuzz").toAbsolutePath();

	private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

	static Stream<String> names() {
		String chosen = System.getProperty("fuzz.targets", "");
		return chosen.isEmpty() ? FuzzTargets.all().keySet().stream() : Arrays.stream(chosen.split(","));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("names")
	void fuzz(String name) throws IOException, InterruptedException {
		Path directory = DIRECTORY.resolve(name);
		Path corpus = Files.createDirectories(directory.resolve("corpus"));
		Path log = directory.resolve("log");
		Process jazzer = new ProcessBuilder(command(name, corpus, seeds(name, directory))).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		int exit = jazzer.waitFor();
		String output = Files.readString(log);
		Matcher done = DONE.matcher(output);
		assertThat(exit == 0 && done.find()).as("%s, see %s:\n%s", name, log, end(output)).isTrue();
		report(name, Long.parseLong(done.group(1)), Long.parseLong(done.group(2)));
	}

	private static Path seeds(String name, Path directory) throws IOException {
		Path seeds = Files.createDirectories(directory.resolve("seeds"));
		int number = 0;
		for (byte[] seed : FuzzTargets.all().get(name).seeds()) {
			Files.write(seeds.resolve("seed-" + number++), seed);
		}
		return seeds;
	}

	private static List<String> command(String name, Path corpus, Path seeds) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx1g",
				// many inputs end in an exception; the ordinary tests show where one
				// comes from
				"-XX:-StackTraceInThrowable", "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
				"--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
				"com.code_intelligence.jazzer.Jazzer", "--target_class=" + FuzzDriver.class.getName(),
				"--target_args=" + name, "--instrumentation_includes=io.sluice.**",
				"--instrumentation_excludes=io.sluice.fuzz.**:io.sluice.test.**", "--custom_hook_excludes=**",
				// without comparisons: the seeds have what a framing
				// compares with
				"--trace=cov", "-runs=" + System.getProperty("fuzz.runs", "10000000"),
				"-max_total_time=" + System.getProperty("fuzz.seconds", "0"), "-max_len=320", "-timeout=20",
				"-rss_limit_mb=3000", corpus.toString(), seeds.toString());
	}

	private static void report(String name, long runs, long seconds) throws IOException {
		Files.writeString(DIRECTORY.resolve("report.md"),
				"| `%s` | %,d | %,d |%n".formatted(name, runs, runs / Math.max(1, seconds)), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

	private static String end(String output) {
		return output.substring(Math.max(0, output.length() - 4000));
	}

}
