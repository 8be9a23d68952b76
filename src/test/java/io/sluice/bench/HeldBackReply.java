package io.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a reply takes where a second request came with its own, which takes a tenth of
 * a second.
 */
final class HeldBackReply {

	private static final byte[] REQUESTS = "quick\nslow\n".getBytes(StandardCharsets.UTF_8);

	private HeldBackReply() {
	}

	/**
	 * The milliseconds of each but the first ones.
	 */
	static Samples millis(int port, int notCounted, int counted) throws IOException {
		List<Double> millis = new ArrayList<>();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			socket.setTcpNoDelay(true);
			for (int i = 0; i < notCounted + counted; i++) {
				millis.add(millis(socket, in));
			}
		}
		return new Samples(List.copyOf(millis.subList(notCounted, millis.size())));
	}

	private static double millis(Socket socket, BufferedReader in) throws IOException {
		long before = System.nanoTime();
		socket.getOutputStream().write(REQUESTS);
		in.readLine();
		long first = System.nanoTime() - before;
		in.readLine();
		if (System.nanoTime() - before < Duration.ofMillis(100).toNanos()) {
			throw new IllegalStateException("the second request was not slow");
		}
		return first / 1e6;
	}

}
