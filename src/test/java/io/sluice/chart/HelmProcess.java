package io.sluice.chart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.sluice.support.JavaCommand;
import tools.jackson.databind.json.JsonMapper;

/**
 * Helm in a process of its own. It is written in Go, whose runtime takes over signals and
 * the limit of open files of the process that it is loaded into.
 */
final class HelmProcess {

	private static final String ANSWER = "{";

	private final Process process;

	private final BufferedReader answers;

	private HelmProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Start it. It ends when this process does, with the pipe that it reads from.
	 */
	static HelmProcess start() {
		try {
			return new HelmProcess(new ProcessBuilder(
					JavaCommand.of(HelmMain.class, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run a command of Helm.
	 * @param chart the chart's directory
	 * @param values files that are merged over the chart's values
	 */
	synchronized Answer run(Command command, Path chart, List<Path> values) {
		try {
			Request request = new Request(command, chart.toString(), values.stream().map(Path::toString).toList());
			this.process.outputWriter(StandardCharsets.UTF_8)
				.append(JsonMapper.shared().writeValueAsString(request))
				.append('\n')
				.flush();
			String line = this.answers.readLine();
			// Helm itself may print
			while (line != null && !line.startsWith(ANSWER)) {
				line = this.answers.readLine();
			}
			return JsonMapper.shared().readValue(line, Answer.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What Helm can be asked for. */
	enum Command {

		/** The manifests. */
		TEMPLATE,

		/** The notes that an installation ends with. */
		NOTES,

		/** What a strict lint finds. */
		LINT

	}

	/**
	 * What the process is asked, in a line of JSON.
	 *
	 * @param command the command
	 * @param chart the chart's directory
	 * @param values files with values
	 */
	record Request(Command command, String chart, List<String> values) {

	}

	/**
	 * What it answers, in a line of JSON.
	 *
	 * @param failed whether Helm refused
	 * @param text the output, or why it refused
	 */
	record Answer(boolean failed, String text) {

	}

}
