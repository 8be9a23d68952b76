package io.sluice.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.sluice.support.JavaCommand;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process of {@link ScaleDevices}.
 */
final class ScaleDeviceProcess implements AutoCloseable {

	private final Process process;

	private final PrintWriter commands;

	private final BufferedReader lines;

	/**
	 * Start devices, which log in.
	 * @param port the port of their gateway
	 * @param first the number of the first one
	 * @param count how many
	 */
	ScaleDeviceProcess(int port, int first, int count) throws IOException {
		List<String> command = new ArrayList<>(JavaCommand.of(ScaleDevices.class, "-XX:+UseSerialGC", "-Xmx128m"));
		command.addAll(List.of(String.valueOf(port), String.valueOf(first), String.valueOf(count)));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.commands = new PrintWriter(this.process.outputWriter(StandardCharsets.US_ASCII), true);
		this.lines = this.process.inputReader(StandardCharsets.US_ASCII);
	}

	void awaitLogins() throws IOException {
		assertThat(this.lines.readLine()).isEqualTo(ScaleDevices.READY);
	}

	/**
	 * The number of lines that the devices have received.
	 */
	long received() throws IOException {
		this.commands.println();
		return Long.parseLong(this.lines.readLine());
	}

	Duration cpu() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
