package io.sluice.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.support.NeedsPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide {@code docs/systemd.md} and its unit. The commands that install files are run
 * below a directory of the test, and systemd checks what they have installed.
 */
class SystemdUnitTests {

	private static final Path PAGE = Path.of("docs/systemd.md");

	private static final Path UNIT = Path.of("docs/systemd/sluice.service");

	private static final Pattern YAML = Pattern.compile("```yaml\n(sluice:.*?)```", Pattern.DOTALL);

	private static final Pattern DIRECTIVE = Pattern.compile("(?m)^(\\w+)=(.*)$");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([^`]+)` \\|");

	/** Commands that change the machine, or need the service to run. */
	private static final String OTHERWISE = "(\\./mvnw -DskipTests package|sudo (useradd|systemctl) "
			+ "|java -jar /opt/sluice/sluice\\.jar (health$|send --to 127\\.0\\.0\\.1:7071 hello$)).*";

	@TempDir
	private Path root;

	@Test
	@NeedsPrograms("systemd-analyze")
	void unitThatTheGuideInstallsIsValid() throws Exception {
		assertThat(install()).isEqualTo(4);
		Path unit = this.root.resolve("etc/systemd/system/sluice.service");
		Files.writeString(unit, Files.readString(unit).replace("/usr/bin/java", java()));
		assertThat(run("systemd-analyze", "verify", unit.toString())).isEmpty();
		assertThat(this.root.resolve("opt/sluice/sluice.jar")).exists();
		assertThat(this.root.resolve("etc/sluice/sluice.yml")).content().contains("7071");
	}

	/** systemd's own measure, from 0, which exposes nothing, to 100. */
	@Test
	@NeedsPrograms("systemd-analyze")
	void unitIsHardened() throws Exception {
		assertThat(run("systemd-analyze", "security", "--offline=true", "--threshold=15",
				UNIT.toAbsolutePath().toString()))
			.contains("Overall exposure level");
	}

	@Test
	void processIsNotKilledInItsDrain() throws IOException {
		Matcher page = YAML.matcher(Files.readString(PAGE));
		assertThat(page.find()).isTrue();
		Duration drain = Pattern.compile("(?:accept-for|close-spread|timeout): (\\w+)")
			.matcher(page.group(1).lines().filter((line) -> line.contains("shutdown")).findFirst().orElseThrow())
			.results()
			.map((duration) -> DurationStyle.detectAndParse(duration.group(1)))
			.reduce(Duration.ZERO, Duration::plus);
		assertThat(drain).isEqualTo(Duration.ofSeconds(55));
		assertThat(Duration.ofSeconds(Long.parseLong(directive("TimeoutStopSec")))).isGreaterThan(drain.plusSeconds(5));
	}

	@Test
	void directivesAreThoseOfTheTable() throws IOException {
		List<MatchResult> rows = ROW.matcher(Files.readString(PAGE)).results().toList();
		assertThat(rows).hasSize(7).allSatisfy((row) -> assertThat(directive(row.group(1))).contains(row.group(2)));
	}

	@Test
	void jvmTakesTheFlagsOfTheUnit() throws Exception {
		String start = directive("ExecStart");
		List<String> flags = List.of(start.substring(0, start.indexOf(" -jar")).split(" "));
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(flags.subList(1, flags.size()));
		command.add("-version");
		assertThat(run(command.toArray(String[]::new))).doesNotContain("ignor", "warning");
	}

	/**
	 * Run the commands that install files.
	 * @return how many there are
	 */
	private int install() throws Exception {
		String page = Files.readString(PAGE);
		Path directory = Files.createDirectories(this.root.resolve("checkout"));
		Matcher yaml = YAML.matcher(page);
		assertThat(yaml.find()).isTrue();
		Files.writeString(directory.resolve("sluice.yml"), yaml.group(1));
		Files.createDirectory(directory.resolve("target"));
		Files.createFile(directory.resolve("target/sluice-0.1.0-SNAPSHOT-exec.jar"));
		Files.createSymbolicLink(directory.resolve("docs"), Path.of("docs").toAbsolutePath());
		int installed = 0;
		List<String> lines = Guide.read(PAGE)
			.parts()
			.stream()
			.filter((part) -> part.kind() == Guide.Kind.CONSOLE)
			.flatMap((part) -> part.text().lines())
			.toList();
		for (String line : lines) {
			if (line.startsWith("sudo install ")) {
				String command = line.substring("sudo ".length())
					.replace(" -g sluice", "")
					.replaceAll(" /(?=etc|opt)", " " + this.root + "/");
				run("sh", "-c", "cd " + directory + " && " + command);
				installed++;
			}
			else {
				assertThat(line).matches(OTHERWISE);
			}
		}
		return installed;
	}

	/** The last value, as systemd takes it. */
	private static String directive(String name) throws IOException {
		return DIRECTIVE.matcher(Files.readString(UNIT))
			.results()
			.filter((directive) -> directive.group(1).equals(name))
			.map((directive) -> directive.group(2))
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	private static String java() {
		return ProcessHandle.current().info().command().orElseThrow();
	}

	private static String run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(printed).isZero();
		return printed;
	}

}
