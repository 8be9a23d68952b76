package io.sluice.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ServerSocket} listens by. It accepts {@link PolledSocket}s only.
 */
final class ListeningSocketImpl extends ChannelSocketImpl {

	private volatile @Nullable ServerSocketChannel channel;

	@Override
	ServerSocketChannel channel() throws SocketException {
		ServerSocketChannel current = this.channel;
		if (current == null) {
			throw new SocketException("Socket is not created");
		}
		return current;
	}

	@Override
	protected void create(boolean stream) throws IOException {
		this.channel = ServerSocketChannel.open();
	}

	@Override
	protected void bind(InetAddress host, int port) {
		// a channel binds and listens in one
		this.address = host;
		this.localport = port;
	}

	@Override
	protected void listen(int backlog) throws IOException {
		ServerSocketChannel listening = channel().bind(new InetSocketAddress(this.address, this.localport), backlog);
		this.localport = ((InetSocketAddress) listening.getLocalAddress()).getPort();
	}

	@Override
	protected void accept(SocketImpl accepted) throws IOException {
		if (!(accepted instanceof PolledSocketImpl socket)) {
			throw new SocketException("Not a socket that is polled: " + accepted.getClass().getName());
		}
		SocketChannel client = accept(channel().socket());
		try {
			socket.open(client);
		}
		catch (IOException | RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	/**
	 * Whether it can accept. Any thread.
	 */
	boolean isOpen() {
		ServerSocketChannel current = this.channel;
		return current != null && current.isOpen();
	}

	private SocketChannel accept(ServerSocket listening) throws IOException {
		try {
			listening.setSoTimeout(timeout());
			return listening.accept().getChannel();
		}
		catch (IOException ex) {
			throw translated(ex);
		}
	}

	@Override
	protected InputStream getInputStream() throws IOException {
		throw new SocketException("Socket is not connected");
	}

	@Override
	protected OutputStream getOutputStream() throws IOException {
		throw new SocketException("Socket is not connected");
	}

	@Override
	protected int available() {
		return 0;
	}

	@Override
	protected void close() throws IOException {
		ServerSocketChannel current = this.channel;
		if (current != null) {
			current.close();
		}
	}

	@Override
	protected Set<SocketOption<?>> supportedOptions() {
		ServerSocketChannel current = this.channel;
		return (current != null) ? current.supportedOptions() : Set.of();
	}

}
