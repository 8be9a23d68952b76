package io.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options for a message: an argument, a file or the standard input.
 */
final class MessageInput {

	@Parameters(arity = "0..1", paramLabel = "message",
			description = "the message; read from the standard input if neither this nor --file is given")
	private @Nullable String message;

	@Option(names = "--file", paramLabel = "file", description = "read the message from a file")
	private @Nullable Path file;

	/**
	 * Read the message.
	 * @return its bytes, without a line feed at the end of the standard input:
	 * {@code echo
	 * PING |} appends one
	 */
	byte[] read() throws IOException {
		byte[] given = readAll();
		boolean line = this.message == null && this.file == null && given.length > 0 && given[given.length - 1] == '\n';
		return line ? Arrays.copyOf(given, given.length - 1) : given;
	}

	/**
	 * Read the message with everything that the standard input has.
	 */
	byte[] readAll() throws IOException {
		if (this.message != null && this.file != null) {
			throw new IllegalArgumentException("give the message or --file, not both");
		}
		if (this.message != null) {
			return this.message.getBytes(StandardCharsets.UTF_8);
		}
		return (this.file != null) ? read(this.file) : System.in.readAllBytes();
	}

	private static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (NoSuchFileException ex) {
			throw new IllegalArgumentException("there is no file '%s'".formatted(file), ex);
		}
		catch (IOException ex) {
			// the exception's message may be only the path
			throw new IllegalArgumentException(
					(Files.isDirectory(file) ? "'%s' is a directory, not a file" : "the file '%s' cannot be read")
						.formatted(file),
					ex);
		}
	}

}
