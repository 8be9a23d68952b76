package io.sluice.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code run} of an example, with the executable that the build has made, on
 * the ports of the example.
 */
final class ExampleCommand {

	private final Path run;

	private final Path directory;

	/**
	 * Find the command.
	 * @param example the directory of the example
	 * @param directory where it is called, and what it prints is kept
	 */
	ExampleCommand(Path example, Path directory) throws IOException {
		this.run = example.resolve("run").toAbsolutePath();
		this.directory = directory;
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			assertThat(files.map((file) -> file.getFileName().toString()))
				.as("the executable, which \"./mvnw package\" builds before the drills")
				.anyMatch((name) -> name.matches("sluice-.*-exec\\.jar"));
		}
	}

	Process start(String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(
				Stream.concat(Stream.of("bash", this.run.toString()), Stream.of(arguments)).toList());
		builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
		return builder.directory(this.directory.toFile())
			.redirectOutput(this.directory.resolve("out").toFile())
			.redirectError(this.directory.resolve("err").toFile())
			.start();
	}

	String output() throws IOException {
		return Files.readString(this.directory.resolve("out"), StandardCharsets.UTF_8);
	}

	String errors() throws IOException {
		return Files.readString(this.directory.resolve("err"), StandardCharsets.UTF_8);
	}

}
