package io.sluice.cli;

import java.io.PrintWriter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Finds the output of a command. */
final class CommandOutput {

	private CommandOutput() {
	}

	/**
	 * The output of a command.
	 * @param spec the command; {@code null} if picocli does not run it
	 */
	static PrintWriter of(@Nullable CommandSpec spec) {
		if (spec == null) {
			throw new IllegalStateException("the command is not run by picocli");
		}
		return spec.commandLine().getOut();
	}

}
