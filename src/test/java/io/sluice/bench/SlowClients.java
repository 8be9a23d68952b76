package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Clients that send a byte a second and never a whole line, and clients that have asked
 * for more than the buffers on the way hold, and read nothing of it.
 */
final class SlowClients implements AutoCloseable {

	/** The server's send buffer on the loopback device takes 2.6 MB at once. */
	private static final byte[] FOUR_TIMES_1_MB = "large\n".repeat(4).getBytes(StandardCharsets.UTF_8);

	private final List<Socket> dripping = new ArrayList<>();

	private final List<Socket> deaf = new ArrayList<>();

	private volatile boolean closed;

	private volatile @Nullable IOException failure;

	/**
	 * Connect them.
	 * @param port of a server with the target {@code large}
	 * @param dripping how many send a byte a second
	 * @param deaf how many read nothing
	 */
	SlowClients(int port, int dripping, int deaf) throws IOException {
		for (int i = 0; i < dripping; i++) {
			this.dripping.add(new Socket(InetAddress.getLoopbackAddress(), port));
		}
		for (int i = 0; i < deaf; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.deaf.add(socket);
			socket.getOutputStream().write(FOUR_TIMES_1_MB);
		}
	}

	/**
	 * Begin to send, where there is anyone who does.
	 */
	void start() {
		if (!this.dripping.isEmpty()) {
			Thread.ofPlatform().daemon().start(this::drip);
		}
	}

	/**
	 * One after another, so that the server is not asked by all at once.
	 */
	private void drip() {
		long interval = TimeUnit.SECONDS.toNanos(1) / this.dripping.size();
		long due = System.nanoTime();
		try {
			for (int i = 0; !this.closed; i = (i + 1) % this.dripping.size()) {
				this.dripping.get(i).getOutputStream().write('x');
				due += interval;
				LockSupport.parkNanos(due - System.nanoTime());
			}
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

	/**
	 * Check that the server still has all of them.
	 */
	void requireOpen() throws IOException {
		IOException broken = this.failure;
		if (broken != null) {
			throw broken;
		}
		for (Socket socket : this.deaf) {
			if (socket.getInputStream().available() == 0) {
				throw new IOException("a client that does not read has nothing to read");
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		for (Socket socket : this.dripping) {
			socket.close();
		}
		for (Socket socket : this.deaf) {
			socket.close();
		}
	}

}
