package io.sluice.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import io.sluice.client.Destination;
import io.sluice.client.ErrorReplyCode;
import io.sluice.client.SluiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends one message and prints the reply.
 */
@Command(name = "send", mixinStandardHelpOptions = true, description = "Sends one message and prints the reply.",
		footer = { "",
				"Exit status: 0 for a reply, and with --connect-only for a connection; 1 for an error reply or none; 2 for wrong usage." })
final class SendCommand implements Callable<Integer> {

	@Mixin
	private final ServerOptions server = new ServerOptions();

	@Mixin
	private final MessageInput input = new MessageInput();

	@Option(names = "--hex", description = "the message is given, and the reply printed, in hexadecimal")
	private boolean hex;

	@Option(names = "--timeout", defaultValue = "30s", paramLabel = "time",
			description = "how long the reply may take (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(30);

	@Option(names = "--connect-only",
			description = "send nothing, without TLS and PROXY header: find out whether the server accepts connections")
	private boolean connectOnly;

	/** Writes bytes as they are, unlike the writer of the command line. */
	private PrintStream replies = System.out;

	void setReplies(PrintStream replies) {
		this.replies = replies;
	}

	@Override
	public Integer call() throws IOException {
		if (this.connectOnly) {
			this.server.connect();
			return ExitCode.OK;
		}
		byte[] given = this.input.read();
		byte[] request = this.hex ? MessageParser.parseHex(given) : given;
		Destination destination = this.server.destination();
		MessageParser.check(request, destination.framing());
		try (SluiceClient client = SluiceClient.to(destination).requestTimeout(this.timeout).open()) {
			byte[] reply = client.request(request);
			print(reply);
			return (ErrorReplyCode.code(reply) != null) ? ExitCode.SOFTWARE : ExitCode.OK;
		}
	}

	private void print(byte[] reply) throws IOException {
		this.replies.write(this.hex ? HexFormat.of().formatHex(reply).getBytes(StandardCharsets.US_ASCII) : reply);
		this.replies.write('\n');
		if (this.replies.checkError()) {
			throw new IOException("the reply cannot be written");
		}
	}

}
