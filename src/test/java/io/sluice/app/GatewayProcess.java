package io.sluice.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import io.sluice.support.JavaCommand;
import io.sluice.support.Signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application in a process of its own, which can be sent a signal. Its output is kept
 * line by line.
 */
final class GatewayProcess implements AutoCloseable {

	private static final String SERIAL = "-XX:+UseSerialGC";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private final Process process;

	private final Thread reader;

	private GatewayProcess(Process process) {
		this.process = process;
		this.reader = Thread.ofPlatform().daemon().start(this::read);
	}

	/**
	 * Start the application.
	 * @param handlers a class that is a bean beside the application's own
	 * @param properties as on the command line, without the dashes
	 */
	static GatewayProcess start(Class<?> handlers, String... properties) throws IOException {
		return start(List.of(), List.of(SERIAL), handlers, properties);
	}

	/**
	 * Start the application where it may open few files.
	 * @param openFiles how many
	 * @param handlers a class that is a bean beside the application's own
	 * @param properties as on the command line, without the dashes
	 */
	static GatewayProcess startWithOpenFiles(int openFiles, Class<?> handlers, String... properties)
			throws IOException {
		return start(List.of("sh", "-c", "ulimit -n " + openFiles + "; exec \"$@\"", "sh"), List.of(SERIAL), handlers,
				properties);
	}

	/**
	 * Start the application with a heap of its own, and the collector that it has on a
	 * server.
	 * @param size as the JVM takes it
	 * @param handlers a class that is a bean beside the application's own
	 * @param properties as on the command line, without the dashes
	 */
	static GatewayProcess startWithHeap(String size, Class<?> handlers, String... properties) throws IOException {
		return start(List.of(), List.of("-XX:+UseG1GC", "-Xmx" + size), handlers, properties);
	}

	private static GatewayProcess start(List<String> launcher, List<String> options, Class<?> handlers,
			String... properties) throws IOException {
		List<String> command = new ArrayList<>(launcher);
		command.addAll(JavaCommand.of(SluiceApplication.class, options.toArray(String[]::new)));
		command.add("--spring.main.sources=" + handlers.getName());
		for (String property : properties) {
			command.add("--" + property);
		}
		return new GatewayProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Wait until a listener listens.
	 * @param listener its name
	 * @return its port
	 */
	int port(String listener) {
		return awaitNumber("\\[" + listener + "] listening on .*:(\\d+)");
	}

	/**
	 * Wait until Actuator answers.
	 * @return its port
	 */
	int managementPort() {
		return awaitNumber("Tomcat started on port (\\d+)");
	}

	private int awaitNumber(String regex) {
		Pattern pattern = Pattern.compile(regex);
		return Integer.parseInt(await().until(() -> find(pattern), Optional::isPresent).orElseThrow());
	}

	/**
	 * What the first group of a pattern is in the output so far.
	 */
	Optional<String> find(Pattern pattern) {
		return this.output.stream()
			.flatMap((line) -> pattern.matcher(line).results())
			.map((found) -> found.group(1))
			.findFirst();
	}

	/**
	 * Send the process a SIGTERM.
	 */
	void terminate() {
		// Process.destroy() would also close the pipe that the output comes through
		this.process.toHandle().destroy();
	}

	/**
	 * Send the process a SIGSTOP: it does not run until it is released or killed.
	 */
	void hold() throws IOException, InterruptedException {
		Signals.send(this.process, "STOP");
	}

	/**
	 * Send the process a SIGCONT: it runs again.
	 */
	void release() throws IOException, InterruptedException {
		Signals.send(this.process, "CONT");
	}

	/**
	 * End the process without a chance to do anything about it.
	 */
	void kill() {
		this.process.toHandle().destroyForcibly();
	}

	/**
	 * Its number, by which the operating system knows it.
	 */
	long pid() {
		return this.process.pid();
	}

	/**
	 * Wait until the process has ended.
	 * @return its status
	 */
	int awaitEnd() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE)).as("has ended").isTrue();
		this.reader.join();
		return this.process.exitValue();
	}

	Queue<String> output() {
		return this.output;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
