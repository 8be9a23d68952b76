package io.sluice.bench.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Clients that have logged in, and read what they are sent, or echo it. A process of
 * their own, as those of two servers are too many for one.
 */
public final class Devices {

	private static final byte[] LOGIN = "login\n".getBytes(StandardCharsets.US_ASCII);

	/** The addresses to connect from: a single one would run out of ports. */
	private static final int SOURCES = 16;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

	private final boolean echoing;

	private Devices(Selector selector, boolean echoing) {
		this.selector = selector;
		this.echoing = echoing;
	}

	/**
	 * Connect and serve, until the process is ended.
	 * @param args not used; the port of the server; how many; what they do: {@code read}
	 * or {@code echo}
	 */
	public static void main(String[] args) throws IOException {
		Devices devices = new Devices(Selector.open(), args[3].equals("echo"));
		for (int i = 0; i < Integer.parseInt(args[2]); i++) {
			devices.connect(Integer.parseInt(args[1]), i);
		}
		Ready.say();
		while (true) {
			devices.selector.select((key) -> devices.serve((SocketChannel) key.channel()));
		}
	}

	private void connect(int port, int number) throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.bind(new InetSocketAddress(
				InetAddress.getByAddress(new byte[] { 127, 0, 1, (byte) (1 + number % SOURCES) }), 0));
		channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		channel.write(ByteBuffer.wrap(LOGIN));
		ByteBuffer reply = ByteBuffer.allocate(LOGIN.length);
		while (reply.hasRemaining()) {
			if (channel.read(reply) < 0) {
				throw new IOException("no answer");
			}
		}
		channel.configureBlocking(false);
		channel.register(this.selector, SelectionKey.OP_READ);
	}

	private void serve(SocketChannel channel) {
		try {
			if (channel.read(this.buffer.clear()) < 0) {
				channel.close();
			}
			else if (this.echoing) {
				// a line has room
				channel.write(this.buffer.flip());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
