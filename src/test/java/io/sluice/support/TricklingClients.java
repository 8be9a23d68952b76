package io.sluice.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that send a byte a second of a line that never ends, and read nothing; all on
 * one thread.
 */
public final class TricklingClients implements AutoCloseable {

	private static final byte[] BYTE = "x".getBytes(StandardCharsets.US_ASCII);

	private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final Future<?> trickle;

	/**
	 * Connect them all; each begins its line at once.
	 */
	public TricklingClients(int port, int count) throws IOException {
		InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		for (int i = 0; i < count; i++) {
			SocketChannel client = SocketChannel.open(server);
			client.configureBlocking(false);
			client.write(ByteBuffer.wrap(BYTE));
			this.open.add(client);
		}
		this.trickle = this.thread.scheduleAtFixedRate(() -> this.open.removeIf(TricklingClients::isGone), 1, 1,
				TimeUnit.SECONDS);
	}

	/**
	 * How many have not found yet that the server closed.
	 */
	public int left() {
		return this.open.size();
	}

	private static boolean isGone(SocketChannel client) {
		try {
			client.write(ByteBuffer.wrap(BYTE));
			return false;
		}
		catch (IOException ex) {
			close(client);
			return true;
		}
	}

	private static void close(SocketChannel client) {
		try {
			client.close();
		}
		catch (IOException ex) {
			// it is gone, as was to be shown
		}
	}

	@Override
	public void close() {
		this.trickle.cancel(false);
		this.thread.close();
		this.open.forEach(TricklingClients::close);
		this.open.clear();
	}

}
