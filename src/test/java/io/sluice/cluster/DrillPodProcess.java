package io.sluice.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.sluice.engine.RedisServer;
import io.sluice.support.JavaCommand;
import io.sluice.support.Signals;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process of a {@link DrillPod}.
 */
final class DrillPodProcess implements AutoCloseable {

	private final String name;

	private final Process process;

	private final PrintWriter commands;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private volatile boolean killed;

	private volatile boolean stopped;

	/**
	 * Start a pod.
	 * @param name its name
	 * @param redis connects it to the others
	 * @param results receives the lines that tell what became of messages
	 */
	DrillPodProcess(String name, RedisServer redis, Consumer<String[]> results) throws IOException {
		this(name, redis, results, JavaCommand.of(DrillPod.class, "-XX:+UseSerialGC", "-Xmx128m"));
	}

	private DrillPodProcess(String name, RedisServer redis, Consumer<String[]> results, List<String> java)
			throws IOException {
		this.name = name;
		List<String> command = new ArrayList<>(java);
		command.addAll(List.of(redis.properties(name)));
		command.addAll(List.of(".framing.type=line", ".identity.by=message", ".identity.extract.regex=^LOGIN (.+)",
				".identity.reply=LOAD", ".correlate.by=key", ".correlate.extract[0].text=4..10",
				".correlate.answers.starts-with=ANS", ".timeouts.push=1s", ".limits.max-pending-pushes=1000",
				"sluice.shutdown.timeout=5s", ".routes[0].to=echo"));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		this.commands = new PrintWriter(this.process.outputWriter(StandardCharsets.UTF_8), true);
		Thread.ofPlatform().daemon().start(() -> read(results));
	}

	/**
	 * Start a pod for as many devices as it may have files open, with the compilers that
	 * a gateway has.
	 */
	static DrillPodProcess ofManyDevices(String name, RedisServer redis, Consumer<String[]> results)
			throws IOException {
		return new DrillPodProcess(name, redis, results,
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-Xmx768m", "-cp", System.getProperty("java.class.path"), DrillPod.class.getName()));
	}

	private void read(Consumer<String[]> results) {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.startsWith(DrillPod.MARK + "port ")) {
					this.port.complete(Integer.valueOf(line.substring(line.indexOf(' ') + 1)));
				}
				else if (line.startsWith(DrillPod.MARK)) {
					results.accept(line.substring(DrillPod.MARK.length()).split(" ", -1));
				}
			}
		}
		catch (IOException ex) {
			// it was killed
		}
		finally {
			this.port.completeExceptionally(new IllegalStateException("The pod has ended"));
		}
	}

	Duration cpu() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	String name() {
		return this.name;
	}

	int port() throws Exception {
		return this.port.get(3, TimeUnit.MINUTES);
	}

	/** Whether it takes clients and commands. */
	boolean isServing() {
		return this.port.isDone() && !this.killed && !this.stopped;
	}

	void tell(String command) {
		synchronized (this.commands) {
			this.commands.println(command);
		}
	}

	void kill() {
		this.killed = true;
		this.process.destroyForcibly().onExit().join();
	}

	/** End it as an orchestrator does. */
	void drain() throws InterruptedException {
		this.killed = true;
		this.process.toHandle().destroy();
		assertThat(this.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
	}

	void hold() throws IOException, InterruptedException {
		this.stopped = true;
		Signals.send(this.process, "STOP");
	}

	void proceed() throws IOException, InterruptedException {
		Signals.send(this.process, "CONT");
		this.stopped = false;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
