package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Connections that have exchanged one message each, and do nothing more.
 */
final class IdleConnections implements AutoCloseable {

	private static final byte[] LINE = "hello\n".getBytes(StandardCharsets.UTF_8);

	private final List<Socket> sockets = new ArrayList<>();

	static IdleConnections open(int port, int count) throws Exception {
		IdleConnections connections = new IdleConnections();
		Semaphore atOnce = new Semaphore(256);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Socket>> opened = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				InetAddress source = InetAddress.getByAddress(new byte[] { 127, 0, 1, (byte) (1 + i % 16) });
				Callable<Socket> exchange = () -> exchange(port, source, atOnce);
				opened.add(threads.submit(exchange));
			}
			for (Future<Socket> socket : opened) {
				connections.sockets.add(socket.get());
			}
		}
		return connections;
	}

	int count() {
		return this.sockets.size();
	}

	private static Socket exchange(int port, InetAddress source, Semaphore atOnce) throws Exception {
		atOnce.acquire();
		try {
			Socket socket = new Socket();
			socket.bind(new InetSocketAddress(source, 0));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.getOutputStream().write(LINE);
			if (socket.getInputStream().readNBytes(LINE.length).length != LINE.length) {
				throw new IOException("no answer");
			}
			return socket;
		}
		finally {
			atOnce.release();
		}
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
