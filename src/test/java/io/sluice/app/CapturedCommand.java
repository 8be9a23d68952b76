package io.sluice.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.sluice.cli.SluiceCommand;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a command of the client in this process, as a document shows it.
 */
final class CapturedCommand {

	/** A word of a shell, in double quotes or without a space. */
	private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

	private CapturedCommand() {
	}

	/**
	 * The words of a command line.
	 */
	static List<String> words(String line) {
		List<String> words = new ArrayList<>();
		Matcher word = WORD.matcher(line);
		while (word.find()) {
			words.add((word.group(1) != null) ? word.group(1) : word.group(2));
		}
		return words;
	}

	/**
	 * Run a command.
	 * @param arguments the command and its options
	 * @return what it has printed
	 */
	static String run(List<String> arguments) {
		assertThat(SluiceCommand.isCommand(arguments.toArray(String[]::new))).isTrue();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		PrintStream before = System.out;
		System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
		try {
			SluiceCommand.run(arguments.toArray(String[]::new));
		}
		finally {
			System.setOut(before);
		}
		return out.toString(StandardCharsets.UTF_8);
	}

}
