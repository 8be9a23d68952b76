package io.sluice.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * Devices that have logged in and read with one thread, in a process of their own: more
 * than one process may have files are too many for the process of a gateway, too. At each
 * line that it reads, it tells how many lines the devices have received.
 */
final class ScaleDevices {

	/** What is told when all devices have logged in. */
	static final String READY = "READY";

	private static final String REPLY = "LOAD\n";

	/** A single address would run out of ports. */
	private static final int SOURCES = 16;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

	private final LongAdder received = new LongAdder();

	private ScaleDevices(Selector selector) {
		this.selector = selector;
	}

	/**
	 * Connect and read, until the process is ended.
	 * @param args the port of the gateway; the number of the first device; how many
	 */
	public static void main(String[] args) throws IOException {
		ScaleDevices devices = new ScaleDevices(Selector.open());
		int first = Integer.parseInt(args[1]);
		for (int i = 0; i < Integer.parseInt(args[2]); i++) {
			devices.connect(Integer.parseInt(args[0]), first + i);
		}
		System.out.println(READY);
		Thread.ofPlatform().daemon().start(devices::answer);
		while (true) {
			devices.selector.select((key) -> devices.read((SocketChannel) key.channel()));
		}
	}

	private void connect(int port, int number) throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.bind(new InetSocketAddress(
				InetAddress.getByAddress(new byte[] { 127, 0, 2, (byte) (1 + number % SOURCES) }), 0));
		channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		channel.write(ByteBuffer.wrap("LOGIN device-%d\n".formatted(number).getBytes(StandardCharsets.US_ASCII)));
		ByteBuffer reply = ByteBuffer.allocate(REPLY.length());
		while (reply.hasRemaining()) {
			if (channel.read(reply) < 0) {
				throw new IOException("no answer");
			}
		}
		channel.configureBlocking(false);
		channel.register(this.selector, SelectionKey.OP_READ);
	}

	private void read(SocketChannel channel) {
		try {
			if (channel.read(this.buffer.clear()) < 0) {
				channel.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.buffer.flip();
		while (this.buffer.hasRemaining()) {
			if (this.buffer.get() == '\n') {
				this.received.increment();
			}
		}
	}

	private void answer() {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			while (lines.readLine() != null) {
				System.out.println(this.received.sum());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
