package io.sluice.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

import io.sluice.framing.FramingType;
import io.sluice.socket.HostAndPort;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;

/**
 * The command line of the client: the commands {@code send}, {@code load},
 * {@code explain}, {@code push}, {@code sessions} and {@code health}.
 */
@Command(name = "sluice", mixinStandardHelpOptions = true, versionProvider = VersionProvider.class,
		subcommands = { SendCommand.class, LoadCommand.class, ExplainCommand.class, PushCommand.class,
				SessionsCommand.class, HealthCommand.class, HelpCommand.class },
		description = "Talks to TCP servers in the framings of Sluice, asks a gateway about its routes, its clients and its health, and reaches its clients. Without one of "
				+ "these commands, the gateway is started with the given arguments.",
		footer = { "",
				"Exit status: 0; 1 if the server refused, closed, sent an error reply, has no route, has not sent the message "
						+ "or is not UP; 2 for wrong usage." })
public final class SluiceCommand {

	/** The options that do not start the gateway. */
	private static final Set<String> OPTIONS = Set.of("-h", "--help", "-V", "--version");

	private SluiceCommand() {
	}

	/**
	 * Whether the arguments are a command of the client and not settings of the gateway.
	 * A misspelt command must not start a gateway.
	 * @param args the arguments of the process
	 * @return {@code true} if the first one is a word or an option of the client
	 */
	public static boolean isCommand(String... args) {
		return args.length > 0 && (!args[0].startsWith("-") || OPTIONS.contains(args[0]));
	}

	/**
	 * Run a command.
	 * @param args the arguments of the process
	 * @return the exit status
	 */
	public static int run(String... args) {
		return commandLine().execute(args);
	}

	static CommandLine commandLine() {
		IExecutionExceptionHandler failures = (ex, command, result) -> {
			command.getErr().println(command.getColorScheme().errorText(ex.getMessage()));
			return (ex instanceof IllegalArgumentException) ? CommandLine.ExitCode.USAGE
					: CommandLine.ExitCode.SOFTWARE;
		};
		return new CommandLine(new SluiceCommand()).setCaseInsensitiveEnumValuesAllowed(true)
			.registerConverter(Duration.class, OptionParser::parseDuration)
			.registerConverter(FramingType.class, OptionParser::parseFraming)
			.registerConverter(HostAndPort.class, OptionParser::parseAddress)
			.registerConverter(URI.class, OptionParser::parseHttpUrl)
			.setExecutionExceptionHandler(failures);
	}

}
