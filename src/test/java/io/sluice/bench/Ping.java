package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.sluice.client.LoadReport;
import io.sluice.support.MuteClients;
import org.HdrHistogram.Histogram;

/**
 * A client that asks for a reply of five bytes again and again while others saturate the
 * server. It stays on the platform thread that calls it, with a blocking socket: on a
 * virtual thread it would wait for the carriers that the others keep busy, and measure
 * the load client.
 */
final class Ping {

	private static final byte[] LINE = "PING\n".getBytes(StandardCharsets.UTF_8);

	/** Between two looks at what the server takes of half frames. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** Until then the others have begun, and latencies do not count. */
	private static final Duration LEAD = Duration.ofMillis(500);

	private static final Duration COUNTED = Duration.ofSeconds(3);

	private static final Duration BUSY = Duration.ofSeconds(4);

	private Ping() {
	}

	/**
	 * The 99th percentile of the latency, in milliseconds.
	 */
	static double p99Beside(Work busy, ServerProcess server) throws Exception {
		try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
			Future<LoadReport> load = thread.submit(() -> busy.run(server, BUSY));
			Histogram nanos = latencies(server.port());
			boolean ended = load.isDone();
			double others = load.get().messagesPerSecond();
			if (others == 0 || ended) {
				throw new IllegalStateException("%s: not all the time".formatted(busy.name()));
			}
			double millis = nanos.getValueAtPercentile(99) / 1e6;
			System.out.printf("%,7d x PING, p99 %6.2f ms, beside %,d x %,.0f msg/s%n", nanos.getTotalCount(), millis,
					busy.connections(), others / busy.connections());
			return millis;
		}
	}

	/**
	 * The 99th percentile of the latency, in milliseconds, while clients send more than
	 * the server's heap has and never a whole line.
	 * @param clients how many
	 * @param bytes what each of them sends
	 */
	static double p99BesideHalfFrames(ServerProcess server, int clients, int bytes) throws Exception {
		byte[] half = new byte[bytes];
		Arrays.fill(half, (byte) 'a');
		AtomicBoolean over = new AtomicBoolean();
		try (ExecutorService thread = Executors.newSingleThreadExecutor();
				MuteClients mute = new MuteClients(server.port(), clients, half)) {
			Future<Integer> attack = thread.submit(() -> {
				int sent = 0;
				while (!over.get()) {
					sent = mute.send();
					LockSupport.parkNanos(LOOK_NANOS);
				}
				return sent;
			});
			double millis = latencies(server.port()).getValueAtPercentile(99) / 1e6;
			over.set(true);
			System.out.printf("PING, p99 %6.2f ms, beside %,d clients with half a frame, %,d of them done%n", millis,
					clients, attack.get());
			return millis;
		}
	}

	private static Histogram latencies(int port) throws IOException {
		Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
			long counted = System.nanoTime() + LEAD.toNanos();
			long end = counted + COUNTED.toNanos();
			for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
				exchange(socket);
				if (before >= counted) {
					nanos.recordValue(System.nanoTime() - before);
				}
			}
		}
		return nanos;
	}

	private static void exchange(Socket socket) throws IOException {
		socket.getOutputStream().write(LINE);
		byte[] reply = socket.getInputStream().readNBytes(LINE.length);
		if (reply.length != LINE.length || reply[reply.length - 1] != '\n') {
			throw new IOException("not an answer: " + new String(reply, StandardCharsets.UTF_8));
		}
	}

}
