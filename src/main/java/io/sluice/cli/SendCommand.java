package io.sluice.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import io.sluice.client.Destination;
import io.sluice.client.ErrorReplyCode;
import io.sluice.client.SluiceClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Sends one message and prints the reply.
 */
@Command(name = "send", mixinStandardHelpOptions = true, description = "Sends one message and prints the reply.",
		footer = { "", "Exit status: 0 for a reply, 1 for an error reply or none, 2 for wrong usage." })
final class SendCommand implements Callable<Integer> {

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Parameters(arity = "0..1", paramLabel = "message",
			description = "the message; from the standard input where neither this nor --file is given")
	private @Nullable String message;

	@Option(names = "--file", paramLabel = "file", description = "read the message from a file")
	private @Nullable Path file;

	@Option(names = "--hex", description = "the message is given, and the reply printed, in hexadecimal")
	private boolean hex;

	@Option(names = "--timeout", defaultValue = "30s", paramLabel = "time",
			description = "how long the reply may take (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(30);

	@Override
	public Integer call() throws IOException {
		byte[] given = readMessage();
		byte[] request = this.hex ? MessageParser.parseHex(given) : given;
		Destination destination = this.server.destination();
		MessageParser.check(request, destination.framing());
		try (SluiceClient client = SluiceClient.to(destination).requestTimeout(this.timeout).open()) {
			byte[] reply = client.request(request);
			print(reply);
			return (ErrorReplyCode.code(reply) != null) ? ExitCode.SOFTWARE : ExitCode.OK;
		}
	}

	private byte[] readMessage() throws IOException {
		if (this.message != null && this.file != null) {
			throw new IllegalArgumentException("give the message or --file, not both");
		}
		if (this.message != null) {
			return this.message.getBytes(StandardCharsets.UTF_8);
		}
		return (this.file != null) ? read(this.file) : withoutLineEnd(System.in.readAllBytes());
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
			throw new IllegalArgumentException((Files.isDirectory(file) ? "'%s' is a directory, and no file to send"
					: "the file '%s' cannot be read")
				.formatted(file), ex);
		}
	}

	/**
	 * {@code echo PING |} appends a line feed that is not part of the message.
	 */
	private static byte[] withoutLineEnd(byte[] input) {
		int length = input.length;
		if (length > 0 && input[length - 1] == '\n') {
			length--;
		}
		return Arrays.copyOf(input, length);
	}

	private void print(byte[] reply) throws IOException {
		// written as bytes, because a PrintStream would encode them
		OutputStream out = new FileOutputStream(FileDescriptor.out);
		out.write(this.hex ? HexFormat.of().formatHex(reply).getBytes(StandardCharsets.US_ASCII) : reply);
		out.write('\n');
		out.flush();
	}

}
