package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.JMX;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.net.ssl.SSLContext;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
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

	private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

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

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	static boolean exists(String command) {
		try {
			return new ProcessBuilder(command, "--version").redirectErrorStream(true).start().waitFor() == 0;
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
	 * The bytes of all objects that are reachable, after a full collection.
	 */
	long liveHeap() throws Exception {
		Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				Long.toString(this.process.pid()), "GC.class_histogram")
			.redirectErrorStream(true)
			.start();
		try (BufferedReader lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
			return lines.lines()
				.map(TOTAL::matcher)
				.filter(Matcher::find)
				.mapToLong((total) -> Long.parseLong(total.group(1)))
				.findAny()
				.orElseThrow();
		}
	}

	/**
	 * The bytes that all threads together have allocated so far.
	 */
	@SuppressWarnings("BanJNDI") // the peer is a process of the benchmark's own
	long allocated() throws Exception {
		VirtualMachine machine = VirtualMachine.attach(Long.toString(this.process.pid()));
		try (JMXConnector connector = JMXConnectorFactory
			.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
			return JMX
				.newMXBeanProxy(connector.getMBeanServerConnection(), new ObjectName("java.lang:type=Threading"),
						ThreadMXBean.class)
				.getTotalThreadAllocatedBytes();
		}
		finally {
			machine.detach();
		}
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
