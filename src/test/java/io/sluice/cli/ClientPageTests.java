package io.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page {@code docs/client.md} has the commands and options that there are.
 */
class ClientPageTests {

	/** What every command has, and the page does not repeat. */
	private static final Set<String> OF_ALL = Set.of("-h", "--help", "-V", "--version");

	/** The sections of the commands that have one of another name. */
	private static final Map<String, String> SECTIONS = Map.of("explain", "Explain a message", "push",
			"Reach a client of a gateway", "sessions", "Reach a client of a gateway");

	private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)[ `]");

	private static final Pattern COMMAND = Pattern.compile("-exec\\.jar (.+)");

	@Test
	void everyCommandLineIsRight() throws IOException {
		List<String> lines = Files.readAllLines(Path.of("docs/client.md"));
		assertThat(lines.stream().flatMap((line) -> COMMAND.matcher(line).results()).map((command) -> command.group(1)))
			.hasSizeGreaterThan(9)
			.allSatisfy((arguments) -> SluiceCommand.commandLine().parseArgs(arguments.split(" ")));
	}

	@Test
	void everyCommandIsInTheTable() throws IOException {
		assertThat(commands().keySet()).allSatisfy((command) -> assertThat(page()).contains("| `" + command + "`"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "send", "load", "explain", "push", "sessions", "health" })
	void everyOptionIsExplained(String command) throws IOException {
		Set<String> explained = optionsIn(section(command)).collect(Collectors.toSet());
		if (command.equals("load")) {
			optionsIn(section("send")).forEach(explained::add);
		}
		assertThat(options(command)).isNotEmpty().allMatch(explained::contains);
	}

	@ParameterizedTest
	@ValueSource(strings = { "send", "load", "explain", "Reach a client of a gateway", "health" })
	void everyOptionOfATableExists(String section) throws IOException {
		String text = section(section);
		assertThat(text.lines()
			.filter((line) -> line.startsWith("| `--"))
			.flatMap((line) -> optionsIn(line.substring(0, line.indexOf('|', 1)))))
			.isNotEmpty()
			.allMatch((option) -> commands().keySet()
				.stream()
				.filter((command) -> SECTIONS.getOrDefault(command, command)
					.equals(SECTIONS.getOrDefault(section, section)))
				.anyMatch((command) -> options(command).contains(option)));
	}

	private static Map<String, CommandLine> commands() {
		return SluiceCommand.commandLine().getSubcommands();
	}

	private static Set<String> options(String command) {
		return commands().get(command)
			.getCommandSpec()
			.options()
			.stream()
			.flatMap((option) -> Arrays.stream(option.names()))
			.filter((name) -> !OF_ALL.contains(name))
			.collect(Collectors.toSet());
	}

	private static Stream<String> optionsIn(String text) {
		return OPTION.matcher(text).results().map((option) -> option.group(1));
	}

	private static String section(String command) throws IOException {
		String heading = "\n### " + SECTIONS.getOrDefault(command, command) + "\n";
		String page = page();
		int start = page.indexOf(heading);
		assertThat(start).as(heading).isPositive();
		String rest = page.substring(start + heading.length());
		return rest.split("\n##+ ", 2)[0];
	}

	private static String page() throws IOException {
		return Files.readString(Path.of("docs/client.md"));
	}

}
