package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

/**
 * Connections that have exchanged one message each, and do nothing more.
 */
final class OpenConnections implements AutoCloseable {

	private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

	private final int port;

	private final byte[] line;

	/** More at once would overflow a server's backlog, and measure SYN retries. */
	private final Semaphore atOnce = new Semaphore(256);

	private double seconds;

	private OpenConnections(int port, String message) {
		this.port = port;
		this.line = (message + "\n").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Open so many, once the server is done with all that came before.
	 */
	static OpenConnections open(ServerProcess server, String message, int count) throws Exception {
		server.awaitSettled();
		OpenConnections connections = new OpenConnections(server.port(), message);
		try {
			connections.open(count);
			return connections;
		}
		catch (Exception ex) {
			connections.close();
			throw ex;
		}
	}

	/**
	 * The addresses to connect from: a single one would run out of ports.
	 */
	static List<InetAddress> sources() throws IOException {
		List<InetAddress> sources = new ArrayList<>();
		for (int i = 1; i <= 16; i++) {
			sources.add(InetAddress.getByAddress(new byte[] { 127, 0, 1, (byte) i }));
		}
		return sources;
	}

	/**
	 * How long it took until each had its reply: {@code connect} alone returns when the
	 * kernel has queued a connection, whether or not the server ever accepts it.
	 */
	double seconds() {
		return this.seconds;
	}

	int count() {
		return this.sockets.size();
	}

	private void open(int count) throws Exception {
		List<InetAddress> sources = sources();
		long before = System.nanoTime();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> opened = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				InetAddress source = sources.get(i % sources.size());
				opened.add(threads.submit(() -> exchange(source)));
			}
			for (Future<?> exchange : opened) {
				exchange.get();
			}
		}
		this.seconds = (System.nanoTime() - before) / 1e9;
	}

	private @Nullable Void exchange(InetAddress source) throws Exception {
		this.atOnce.acquire();
		try {
			Socket socket = new Socket();
			this.sockets.add(socket);
			socket.bind(new InetSocketAddress(source, 0));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			socket.getOutputStream().write(this.line);
			if (socket.getInputStream().readNBytes(this.line.length).length != this.line.length) {
				throw new IOException("no answer");
			}
			return null;
		}
		finally {
			this.atOnce.release();
		}
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
