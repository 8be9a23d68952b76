package io.sluice.rogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.sluice.support.JavaCommand;
import io.sluice.support.Signals;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service in a process of its own, which can be killed, stopped and brought back.
 */
final class RogueProcess implements Service {

	private final Rogue rogue;

	private final long seed;

	private final Path file;

	private final int port = freePort();

	private Process process;

	private BufferedReader output;

	/**
	 * Start it. Does not wait for it.
	 * @param file where the ids of the requests go that it has received
	 */
	RogueProcess(Rogue rogue, long seed, Path file) {
		this.rogue = rogue;
		this.seed = seed;
		this.file = file;
		start();
	}

	private static int freePort() {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void start() {
		try {
			Files.createDirectories(this.file.getParent());
			List<String> command = JavaCommand.of(Rogue.class, "-XX:+UseSerialGC", "-Xmx128m");
			command.addAll(List.of(this.rogue.name(), String.valueOf(this.port), String.valueOf(this.seed),
					this.file.toString()));
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			this.output = this.process.inputReader(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void restart() throws IOException {
		start();
		awaitReady();
	}

	@Override
	public void awaitReady() throws IOException {
		awaitLine("ready");
	}

	@Override
	public void calm() throws IOException {
		this.process.getOutputStream().write('\n');
		this.process.getOutputStream().flush();
		awaitLine("calm");
	}

	private void awaitLine(String wanted) throws IOException {
		String line = this.output.readLine();
		// libraries may write, too
		while (line != null && !line.equals(wanted)) {
			line = this.output.readLine();
		}
		assertThat(line).isEqualTo(wanted);
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void signal(String name) throws IOException, InterruptedException {
		Signals.send(this.process, name);
	}

	@Override
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public List<String> received() throws IOException {
		return Files.exists(this.file) ? Files.readAllLines(this.file) : List.of();
	}

	@Override
	public void close() {
		kill();
	}

}
