package io.sluice.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Accepts on a free port sockets that are polled.
 */
final class PolledServer extends PolledServerSocket {

	private final PollerGroup pollers;

	PolledServer(PollerGroup pollers) throws IOException {
		this.pollers = pollers;
		bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
	}

	@Override
	public PolledSocket accept() throws IOException {
		PolledSocket socket = new PolledSocket(this.pollers);
		implAccept(socket);
		return socket;
	}

	Socket connect() throws IOException {
		return new Socket(getInetAddress(), getLocalPort());
	}

}
