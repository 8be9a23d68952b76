package io.sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

import io.sluice.cli.CommandProcess.Result;
import picocli.CommandLine;

/**
 * Runs the command line in this process, because one of its own takes a second of the
 * processor. What it prints is taken from itself: others may log to System.out.
 */
final class CommandRun {

	private CommandRun() {
	}

	/**
	 * Run a command to its end.
	 * @param input what it may read
	 * @param arguments the command and its options
	 */
	static Result run(String input, String... arguments) {
		InputStream before = System.in;
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		StringWriter err = new StringWriter();
		System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
		try {
			int status = commandLine(new PrintStream(out, true, StandardCharsets.UTF_8))
				.setErr(new PrintWriter(err, true))
				.execute(arguments);
			return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString());
		}
		finally {
			System.setIn(before);
		}
	}

	private static CommandLine commandLine(PrintStream out) {
		CommandLine commands = SluiceCommand.commandLine();
		SendCommand send = commands.getSubcommands().get("send").getCommand();
		send.setReplies(out);
		return commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
	}

}
