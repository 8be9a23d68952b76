package io.sluice.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.support.Signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker in a process of its own, which can be killed, stopped and brought back with
 * what it has stored.
 */
abstract class EngineProcess implements AutoCloseable {

	private final Path log;

	private final int port;

	private Process process;

	/**
	 * Create an engine that is not started.
	 * @param directory where its files go
	 * @param port where it will listen
	 */
	EngineProcess(Path directory, int port) {
		this.log = directory.resolve("engine.log");
		this.port = port;
	}

	/** The command that runs it in the foreground. */
	abstract ProcessBuilder command() throws IOException;

	/**
	 * Start it, and wait until it accepts connections.
	 */
	public void start() throws IOException {
		this.process = command().redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
			.start();
		try {
			await().until(() -> {
				assertThat(this.process.isAlive()).as(this::output).isTrue();
				return isListening();
			});
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Run a command to its end, which must be a success.
	 */
	static void execute(ProcessBuilder command) throws IOException, InterruptedException {
		Process process = command.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

	/**
	 * What it has written.
	 */
	final String output() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private boolean isListening() throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	public final boolean isRunning() {
		return this.process.isAlive();
	}

	public final int port() {
		return this.port;
	}

	/**
	 * Send it a signal.
	 * @param name such as {@code STOP}
	 */
	public final void signal(String name) throws IOException, InterruptedException {
		for (ProcessHandle each : all()) {
			Signals.send(each, name);
		}
	}

	/** Its children, and the process itself last. */
	private List<ProcessHandle> all() {
		return Stream.concat(this.process.descendants(), Stream.of(this.process.toHandle())).toList();
	}

	/**
	 * Kill it with its children, and wait for their end: the next one must not take this
	 * one for itself.
	 */
	public final void kill() {
		List<ProcessHandle> all = all();
		all.forEach(ProcessHandle::destroyForcibly);
		all.forEach((each) -> each.onExit().join());
	}

	@Override
	public void close() {
		if (this.process != null) {
			kill();
		}
	}

}
