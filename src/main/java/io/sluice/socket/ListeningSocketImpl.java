package io.sluice.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The implementation of a listening {@link ServerSocket}. It accepts
 * {@link PolledSocket}s only.
 */
final class ListeningSocketImpl extends ChannelSocketImpl<ServerSocketChannel> {

	@Override
	protected void create(boolean stream) throws IOException {
		setChannel(ServerSocketChannel.open());
	}

	@Override
	protected void bind(InetAddress host, int port) {
		// a channel binds and listens in one step
		this.address = host;
		this.localport = port;
	}

	@Override
	protected void listen(int backlog) throws IOException {
		ServerSocketChannel listening = channel().bind(new InetSocketAddress(this.address, this.localport), backlog);
		this.localport = localPort(listening);
	}

	@Override
	protected void connect(SocketAddress remote, int millis) throws SocketException {
		throw new SocketException("A listening socket cannot connect");
	}

	@Override
	protected void accept(SocketImpl accepted) throws IOException {
		if (!(accepted instanceof PolledSocketImpl socket) || socket.isOpen()) {
			throw new SocketException("Not a new PolledSocket: " + accepted.getClass().getName());
		}
		SocketChannel client = accept(channel());
		try {
			socket.open(client);
		}
		catch (IOException | RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	private SocketChannel accept(ServerSocketChannel listening) throws IOException {
		int millis = timeout();
		try {
			return (millis == 0) ? listening.accept() : accept(listening.socket(), millis);
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	private static SocketChannel accept(ServerSocket listening, int millis) throws IOException {
		listening.setSoTimeout(millis);
		return listening.accept().getChannel();
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

}
