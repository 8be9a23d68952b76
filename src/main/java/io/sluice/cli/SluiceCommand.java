package io.sluice.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

import io.sluice.framing.FramingType;
import io.sluice.socket.HostAndPort;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;

import org.springframework.util.unit.DataSize;

/**
 * The command line of the client: the commands {@code send}, {@code load},
 * {@code explain}, {@code push}, {@code sessions} and {@code health}.
 */
@Command(name = "sluice", mixinStandardHelpOptions = true, versionProvider = VersionProvider.class,
		subcommands = { SendCommand.class, LoadCommand.class, ExplainCommand.class, PushCommand.class,
				SessionsCommand.class, HealthCommand.class, HelpCommand.class },
		description = "Talks to TCP servers in the framings of Sluice, asks a gateway about its routes, its clients and its health, and sends messages to its clients. Without one of "
				+ "these commands, the gateway is started with the given arguments.",
		footer = { "",
				"Exit status: 0; 1 if the server refused, closed, sent an error reply, has no route, has not sent the message "
						+ "or is not UP; 2 for wrong usage." })
public final class SluiceCommand {

	/** The switches of Spring Boot that are written without a value. */
	private static final Set<String> SWITCHES = Set.of("--debug", "--trace");

	private SluiceCommand() {
	}

	/**
	 * Whether the arguments are a command of the client and not settings of the gateway.
	 * A misspelt command or option must not start a gateway.
	 * @param args the arguments of the process
	 * @return {@code false} if all are settings
	 */
	public static boolean isCommand(String... args) {
		return !Arrays.stream(args).allMatch(SluiceCommand::isSetting);
	}

	/**
	 * Whether an argument is a setting, such as {@code --server.port=0}. The name of a
	 * setting without a value has a dot.
	 */
	private static boolean isSetting(String argument) {
		return argument.startsWith("--")
				&& (argument.contains("=") || argument.contains(".") || SWITCHES.contains(argument));
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
			.registerConverter(DataSize.class, OptionParser::parseSize)
			.registerConverter(FramingType.class, OptionParser::parseFraming)
			.registerConverter(HostAndPort.class, OptionParser::parseAddress)
			.registerConverter(URI.class, OptionParser::parseHttpUrl)
			.setExecutionExceptionHandler(failures);
	}

}
