package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.sluice.client.Destination;
import io.sluice.client.Handshake;
import io.sluice.framing.LineFraming;

/**
 * A contestant that runs.
 */
final class ServerProcess implements AutoCloseable {

	private static final Duration SETTLING = Duration.ofMillis(500);

	/** The operating system accounts in steps of 10 ms, and no JVM rests entirely. */
	private static final Duration AT_REST = Duration.ofMillis(40);

	private static final Duration CONNECT_PAUSE = Duration.ofMillis(20);

	private static final int MAX_LINE = 64 * 1024 + 1;

	private final Destination destination;

	private final Process process;

	private ServerProcess(Destination destination, Process process) {
		this.destination = destination;
		this.process = process;
	}

	/**
	 * Start a server.
	 * @param ports the ports of the servers that it leads to
	 */
	static ServerProcess start(Contestant contestant, Contestant.Ports ports) throws Exception {
		int port = freePort();
		Process process = new ProcessBuilder(contestant.command(port, ports)).redirectErrorStream(true).start();
		CompletableFuture<Void> ready = new CompletableFuture<>();
		List<String> output = new ArrayList<>();
		Thread.ofPlatform().daemon().start(() -> read(process, ready, output));
		if (!contestant.saysReady()) {
			Thread.ofPlatform().daemon().start(() -> connect(port, ready));
		}
		try {
			ready.get(1, TimeUnit.MINUTES);
		}
		catch (Exception ex) {
			process.destroyForcibly();
			throw new IllegalStateException(
					"%s did not start: %s".formatted(contestant, output.stream().limit(5).toList()), ex);
		}
		SSLContext trust = contestant.speaksTls() ? Certificate.client() : null;
		return new ServerProcess(new Destination("localhost", port, new LineFraming(MAX_LINE), Duration.ofSeconds(5),
				new Handshake(false, (trust != null) ? () -> trust : null), null), process);
	}

	private static void read(Process process, CompletableFuture<Void> ready, List<String> output) {
		try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (!ready.isDone()) {
					output.add(line);
				}
				if (line.equals("READY") || line.contains("Started SluiceApplication")) {
					ready.complete(null);
				}
			}
		}
		catch (IOException ex) {
			// the process has ended
		}
		ready.completeExceptionally(new IllegalStateException("it has ended"));
	}

	/**
	 * Until the server listens, or has ended.
	 */
	private static void connect(int port, CompletableFuture<Void> ready) {
		while (!ready.isDone()) {
			try {
				new Socket(InetAddress.getLoopbackAddress(), port).close();
				ready.complete(null);
			}
			catch (IOException ex) {
				LockSupport.parkNanos(CONNECT_PAUSE.toNanos());
			}
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Whether a command is here that prints its version.
	 */
	static boolean exists(String... version) {
		try {
			return new ProcessBuilder(version).redirectErrorStream(true).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	Destination destination() {
		return this.destination;
	}

	int port() {
		return this.destination.port();
	}

	/**
	 * The processor time of the process so far, as the operating system accounts it.
	 */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	/**
	 * Wait until clients that came or went keep the process busy no more: until neither
	 * its open files nor its processor time move.
	 */
	void awaitSettled() throws Exception {
		long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		int quiet = 0;
		while (quiet < 3) {
			long files = openFiles();
			Duration before = cpu();
			Thread.sleep(SETTLING);
			boolean rests = openFiles() == files && cpu().minus(before).compareTo(AT_REST) <= 0;
			quiet = rests ? quiet + 1 : 0;
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("still busy: " + this.process.info());
			}
		}
	}

	/**
	 * How many files and sockets the process has open; 0 where there is no {@code /proc}.
	 */
	private long openFiles() throws IOException {
		Path files = Path.of("/proc", Long.toString(this.process.pid()), "fd");
		try (Stream<Path> open = Files.exists(files) ? Files.list(files) : Stream.empty()) {
			return open.count();
		}
	}

	/**
	 * Its memory, if it is a JVM.
	 */
	ServerMemory memory() {
		return new ServerMemory(this.process.pid(), port());
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
