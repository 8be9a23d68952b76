package io.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.app.SluiceApplication;
import io.sluice.support.JavaCommand;

/**
 * Runs the command line as a process of its own, as a shell does.
 */
final class CommandProcess {

	private CommandProcess() {
	}

	/**
	 * Run a command to its end.
	 * @param directory where its input and output are kept
	 * @param input what it may read
	 * @param arguments the command and its options
	 */
	static Result run(Path directory, String input, String... arguments) throws IOException, InterruptedException {
		List<String> command = JavaCommand.of(SluiceApplication.class, "-XX:+UseSerialGC");
		command.addAll(List.of(arguments));
		Path in = Files.writeString(directory.resolve("in"), input);
		Path out = directory.resolve("out");
		Path err = directory.resolve("err");
		int status = new ProcessBuilder(command).redirectInput(in.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile())
			.start()
			.waitFor();
		return new Result(status, Files.readString(out, StandardCharsets.UTF_8),
				Files.readString(err, StandardCharsets.UTF_8));
	}

	record Result(int status, String out, String err) {

	}

}
