package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMX;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;

/**
 * The memory of a server that is a JVM.
 */
final class ServerMemory {

	private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

	/** What of the heap is in use, and where it is. */
	private static final Pattern HEAP = Pattern.compile("used (\\d+)K \\[0x(\\p{XDigit}+), 0x(\\p{XDigit}+)\\)");

	/** Where a mapping begins, or what of it is in memory. */
	private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-\\p{XDigit}+ .*|Rss:\\s+(\\d+) kB");

	/**
	 * What a socket has of the kernel: received, being sent, reserved, queued, options
	 * and backlog. The others are limits, and a count of drops.
	 */
	private static final Pattern OF_SOCKET = Pattern.compile("(?<=[(,])(?:r|t|f|w|o|bl)(\\d+)");

	private final String process;

	private final int port;

	ServerMemory(long process, int port) {
		this.process = Long.toString(process);
		this.port = port;
	}

	/**
	 * The bytes of all objects that are reachable, after a full collection.
	 */
	long liveHeap() throws IOException {
		return jcmd("GC.class_histogram").stream()
			.map(TOTAL::matcher)
			.filter(Matcher::find)
			.mapToLong((total) -> Long.parseLong(total.group(1)))
			.findAny()
			.orElseThrow();
	}

	/**
	 * The bytes of the process that are in memory, of the heap those in use. How much of
	 * the heap is free after a collection depends on all that came before, and would be
	 * several times what connections take. So would the collector's tables for it be:
	 * first the JVM returns what it can.
	 */
	long resident() throws IOException {
		freeHeap(0, 0);
		jcmd("GC.run");
		jcmd("System.trim_native_heap");
		Matcher heap = jcmd("GC.heap_info").stream()
			.map(HEAP::matcher)
			.filter(Matcher::find)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("not a heap of G1"));
		long resident = Long.parseLong(heap.group(1)) * 1024
				+ residentOutside(Long.parseLong(heap.group(2), 16), Long.parseLong(heap.group(3), 16));
		// the defaults
		freeHeap(40, 70);
		return resident;
	}

	/**
	 * The bytes in memory of all mappings but those between two addresses.
	 */
	private long residentOutside(long from, long to) throws IOException {
		long kilobytes = 0;
		boolean counts = false;
		for (String line : Files.readAllLines(Path.of("/proc", this.process, "smaps"))) {
			Matcher mapping = MAPPING.matcher(line);
			if (mapping.matches() && mapping.group(1) != null) {
				long start = Long.parseUnsignedLong(mapping.group(1), 16);
				counts = start < from || start >= to;
			}
			else if (mapping.matches() && counts) {
				kilobytes += Long.parseLong(mapping.group(2));
			}
		}
		return kilobytes * 1024;
	}

	/**
	 * How much of its heap the JVM keeps free after a full collection, in percent.
	 */
	private void freeHeap(int min, int max) throws IOException {
		List<String> flags = List.of("MinHeapFreeRatio " + min, "MaxHeapFreeRatio " + max);
		for (String flag : (min == 0) ? flags : flags.reversed()) {
			jcmd("VM.set_flag " + flag);
		}
	}

	/**
	 * The bytes that the kernel has for the data of the server's connections.
	 */
	long kernel() throws IOException {
		return lines("ss", "-tmnH", "state", "established", "sport", "=", ":" + this.port).stream()
			.flatMap((line) -> OF_SOCKET.matcher(line).results())
			.mapToLong((bytes) -> Long.parseLong(bytes.group(1)))
			.sum();
	}

	/**
	 * The bytes that all threads together have allocated so far.
	 */
	@SuppressWarnings("BanJNDI") // the peer is a process of the benchmark's own
	long allocated() throws Exception {
		VirtualMachine machine = VirtualMachine.attach(this.process);
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

	private List<String> jcmd(String command) throws IOException {
		return lines(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), this.process, command);
	}

	private static List<String> lines(String... command) throws IOException {
		try (BufferedReader output = new ProcessBuilder(command).redirectErrorStream(true)
			.start()
			.inputReader(StandardCharsets.UTF_8)) {
			return output.lines().toList();
		}
	}

}
