package io.sluice.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A port of this machine on which nothing listens, and no other test. A socket that does
 * not listen is bound to it, so the system does not choose it as a free port; a server
 * may still be bound to it by its number.
 */
public final class ClosedPort {

	private static final Queue<Socket> HELD = new ConcurrentLinkedQueue<>();

	private ClosedPort() {
	}

	public static int reserve() throws IOException {
		Socket socket = new Socket();
		socket.setReuseAddress(true);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		HELD.add(socket);
		return socket.getLocalPort();
	}

}
