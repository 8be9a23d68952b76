package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Opens TLS connections, from a few threads that each open one after another. Each
 * connection exchanges a line after its handshake, and so receives the ticket by which
 * the next one can resume its session.
 */
final class TlsConnections implements AutoCloseable {

	private static final byte[] LINE = "hello\n".getBytes(StandardCharsets.US_ASCII);

	private static final int THREADS = 32;

	private final ServerProcess server;

	private final Kind kind;

	private final SSLContext context;

	private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger resumed = new AtomicInteger();

	private TlsConnections(ServerProcess server, Kind kind) throws Exception {
		this.server = server;
		this.kind = kind;
		// a new one has no sessions
		this.context = Certificate.newClient();
	}

	/**
	 * What a handshake does.
	 */
	enum Kind {

		/** Agrees on keys, and proves who the server is. */
		FULL("full"),

		/** Agrees on keys, and goes on with a session. */
		RESUMED("resumed");

		private final String title;

		Kind(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

		/**
		 * The name by which the JDK looks for a session to resume.
		 */
		private String host(int thread, int connection) {
			return (this == FULL) ? "client-%d-%d".formatted(thread, connection) : "client-%d".formatted(thread);
		}

	}

	/**
	 * The CPU of a server for a connection, in microseconds: accepting it, the handshake
	 * and the exchange. Closing it does not count.
	 */
	static double cpuMicros(ServerProcess server, Kind kind, int count) throws Exception {
		server.awaitSettled();
		try (TlsConnections connections = new TlsConnections(server, kind)) {
			int each = count / THREADS;
			// the first session of each thread
			connections.open(1);
			connections.resumed.set(0);
			Duration before = server.cpu();
			connections.open(each);
			double micros = server.cpu().minus(before).toNanos() / 1e3 / (each * THREADS);
			connections.requireKind(each * THREADS);
			return micros;
		}
	}

	private void open(int each) throws Exception {
		try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
			List<Future<?>> opened = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				opened.add(threads.submit(() -> {
					for (int connection = 0; connection < each; connection++) {
						open(this.kind.host(thread, this.sockets.size()));
					}
					return null;
				}));
			}
			for (Future<?> future : opened) {
				future.get();
			}
		}
	}

	private void open(String host) throws IOException {
		long started = System.currentTimeMillis();
		Socket plain = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
		this.sockets.add(plain);
		plain.setTcpNoDelay(true);
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory()
			.createSocket(plain, host, this.server.port(), true);
		socket.getOutputStream().write(LINE);
		if (socket.getInputStream().readNBytes(LINE.length).length != LINE.length) {
			throw new IOException("no answer");
		}
		// a session that is resumed keeps its time of creation
		if (socket.getSession().getCreationTime() < started) {
			this.resumed.incrementAndGet();
		}
	}

	private void requireKind(int count) {
		int expected = (this.kind == Kind.RESUMED) ? count : 0;
		if (this.resumed.get() != expected) {
			throw new IllegalStateException(
					"%d of %d handshakes resumed a session, not %d".formatted(this.resumed.get(), count, expected));
		}
	}

	/**
	 * Without an alert to the server, which is no longer measured.
	 */
	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
