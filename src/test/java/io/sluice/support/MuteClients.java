package io.sluice.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients from several addresses that each send a number of bytes, as far as the server
 * takes them, and then send no more than they are told to, and do not read.
 */
public final class MuteClients implements AutoCloseable {

	/** One address has too few ports for tens of thousands of clients. */
	private static final int ADDRESSES = 16;

	private final List<SocketChannel> channels = new ArrayList<>();

	private final List<ByteBuffer> left = new ArrayList<>();

	/**
	 * Connect them.
	 * @param port where to
	 * @param count how many
	 * @param bytes what each of them sends
	 */
	public MuteClients(int port, int count, byte[] bytes) throws IOException {
		for (int i = 0; i < count; i++) {
			SocketChannel channel = SocketChannel.open();
			this.channels.add(channel);
			this.left.add(ByteBuffer.wrap(bytes));
			channel.bind(new InetSocketAddress("127.0.2." + (1 + i % ADDRESSES), 0));
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			channel.configureBlocking(false);
		}
	}

	/**
	 * Send what the server takes now.
	 * @return how many of them have sent everything, or are closed
	 */
	public int send() {
		int done = 0;
		for (int i = 0; i < this.channels.size(); i++) {
			if (isDone(this.channels.get(i), this.left.get(i))) {
				done++;
			}
		}
		return done;
	}

	/**
	 * Send a few more bytes, as far as the server takes them.
	 */
	public void trickle(byte[] bytes) {
		for (SocketChannel channel : this.channels) {
			try {
				channel.write(ByteBuffer.wrap(bytes));
			}
			catch (IOException ex) {
				// closed by now
			}
		}
	}

	private static boolean isDone(SocketChannel channel, ByteBuffer rest) {
		try {
			channel.write(rest);
			return !rest.hasRemaining();
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		disconnect();
	}

	/**
	 * End all of them.
	 */
	public void disconnect() throws IOException {
		for (SocketChannel channel : this.channels) {
			channel.close();
		}
	}

}
