package io.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.sluice.app.LedgerDevice.Event.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A device that gateways connect to, which writes down in their order what its
 * connections do. One thread does all of it.
 */
final class LedgerDevice implements AutoCloseable {

	private final Selector selector = Selector.open();

	private final ServerSocketChannel server = ServerSocketChannel.open();

	private final List<Event> events = new ArrayList<>();

	private final List<Connection> connections = new ArrayList<>();

	private final Thread thread;

	LedgerDevice() throws IOException {
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.server.configureBlocking(false);
		this.server.register(this.selector, SelectionKey.OP_ACCEPT);
		this.thread = Thread.ofPlatform().daemon().start(this::run);
	}

	int port() throws IOException {
		return ((InetSocketAddress) this.server.getLocalAddress()).getPort();
	}

	private void run() {
		try {
			while (true) {
				this.selector.select();
				List<SelectionKey> ready = List.copyOf(this.selector.selectedKeys());
				this.selector.selectedKeys().clear();
				// a connection that has ended before another came is read first
				for (SelectionKey key : ready) {
					if (key.attachment() instanceof Connection connection) {
						read(connection);
					}
				}
				accept();
			}
		}
		catch (IOException | RuntimeException ex) {
			// closed
		}
	}

	private synchronized void accept() throws IOException {
		SocketChannel accepted = this.server.accept();
		if (accepted != null) {
			Connection connection = new Connection(this.connections.size(), accepted, new StringBuilder());
			accepted.configureBlocking(false).register(this.selector, SelectionKey.OP_READ, connection);
			this.connections.add(connection);
			record(connection.number(), Kind.OPEN, "");
		}
	}

	private void read(Connection connection) {
		ByteBuffer bytes = ByteBuffer.allocate(8192);
		try {
			if (connection.channel().read(bytes) < 0) {
				throw new IOException("end");
			}
			connection.text().append(StandardCharsets.UTF_8.decode(bytes.flip()));
			int end = connection.text().indexOf("\n");
			while (end >= 0) {
				record(connection.number(), Kind.LINE, connection.text().substring(0, end));
				connection.text().delete(0, end + 1);
				end = connection.text().indexOf("\n");
			}
		}
		catch (IOException ex) {
			closeQuietly(connection.channel());
			record(connection.number(), Kind.CLOSE, String.valueOf(ex.getMessage()));
		}
	}

	private static void closeQuietly(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// it has ended
		}
	}

	private synchronized void record(int connection, Kind kind, String text) {
		this.events.add(new Event(connection, kind, text));
	}

	/** All that has happened, in its order. */
	synchronized List<Event> events() {
		return List.copyOf(this.events);
	}

	/**
	 * Send a line, which may not arrive anywhere.
	 */
	void send(int connection, String line) throws IOException {
		this.connections.get(connection).channel().write(StandardCharsets.UTF_8.encode(line + "\n"));
	}

	void awaitLine(int connection, String line) {
		awaitEvent(new Event(connection, Kind.LINE, line));
	}

	private void awaitEvent(Event event) {
		await().untilAsserted(() -> assertThat(events()).contains(event));
	}

	void awaitClosed(int connection) {
		await().until(() -> events().stream()
			.anyMatch((event) -> event.connection() == connection && event.kind() == Kind.CLOSE));
	}

	/**
	 * Wait for a connection and its greeting.
	 * @param former the connection before it, or -1
	 * @return the greeting of the connection that is open last
	 */
	Event awaitGreeting(int former) {
		await().until(() -> greeting(former) != null);
		return greeting(former);
	}

	private Event greeting(int former) {
		List<Event> all = events();
		int latest = all.stream().mapToInt(Event::connection).max().orElse(-1);
		return (latest <= former) ? null
				: all.stream()
					.filter((event) -> event.connection() == latest && event.kind() == Kind.LINE)
					.findFirst()
					.orElse(null);
	}

	/**
	 * What a connection has sent or how it has ended, after a later one was opened.
	 */
	List<Event> afterOpeningOf(int later, int earlier) {
		List<Event> all = events();
		return all.subList(all.indexOf(new Event(later, Kind.OPEN, "")), all.size())
			.stream()
			.filter((event) -> event.connection() == earlier)
			.toList();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.selector.close();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		for (Connection connection : this.connections) {
			connection.channel().close();
		}
	}

	private record Connection(int number, SocketChannel channel, StringBuilder text) {

	}

	/**
	 * Something that a connection did.
	 *
	 * @param connection its number, from 0
	 */
	record Event(int connection, Kind kind, String text) {

		/** What it did. */
		enum Kind {

			OPEN, LINE, CLOSE

		}

	}

}
