package io.sluice.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts another JVM for a test. Most of the time of such a JVM goes
 * into its start.
 */
public final class JavaCommand {

	private JavaCommand() {
	}

	/**
	 * Begin a command: the program, and what spares the processor. The second compiler
	 * does not pay off in seconds, and the verification of class files takes an eighth of
	 * a start.
	 * @param options further options of the JVM
	 * @return a list that the class and its arguments can be added to
	 */
	public static List<String> of(String... options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
		command.addAll(List.of(options));
		return command;
	}

	/**
	 * Begin a command that has the class path of the tests.
	 * @param main the class to run
	 * @param options further options of the JVM
	 * @return a list that the arguments of the class can be added to
	 */
	public static List<String> of(Class<?> main, String... options) {
		List<String> command = of(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		return command;
	}

}
