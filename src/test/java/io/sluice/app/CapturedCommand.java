package io.sluice.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.sluice.cli.SluiceCommand;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a command of the client in this process, as a document shows it.
 */
final class CapturedCommand {

	/** A word of a shell, in quotes or without a space. */
	private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

	private CapturedCommand() {
	}

	/**
	 * The words of a command line.
	 */
	static List<String> words(String line) {
		List<String> words = new ArrayList<>();
		Matcher word = WORD.matcher(line);
		while (word.find()) {
			words.add(Stream.of(1, 2, 3).map(word::group).filter(Objects::nonNull).findFirst().orElseThrow());
		}
		return words;
	}

	/**
	 * Run a command.
	 * @param arguments the command and its options
	 * @return its end
	 */
	static End run(List<String> arguments) {
		assertThat(SluiceCommand.isCommand(arguments.toArray(String[]::new))).isTrue();
		ByteArrayOutputStream terminal = new ByteArrayOutputStream();
		PrintStream out = System.out;
		PrintStream err = System.err;
		PrintStream captured = new PrintStream(terminal, true, StandardCharsets.UTF_8);
		System.setOut(captured);
		System.setErr(captured);
		try {
			int status = SluiceCommand.run(arguments.toArray(String[]::new));
			return new End(status, terminal.toString(StandardCharsets.UTF_8));
		}
		finally {
			System.setOut(out);
			System.setErr(err);
		}
	}

	/**
	 * The end of a command.
	 *
	 * @param status the exit status
	 * @param printed what a terminal shows: output and errors
	 */
	record End(int status, String printed) {

	}

}
