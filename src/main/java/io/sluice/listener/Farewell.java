package io.sluice.listener;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

import io.sluice.socket.PolledSocket;

/**
 * Closes a connection so that the client can read the last answer: a close with unread
 * input would send a reset, and that would throw away what the client has not read yet
 * (RFC 1122, section 4.2.2.13).
 */
final class Farewell {

	/** Nobody looks at what is in it, so all connections share it. */
	private static final byte[] DISCARDED = new byte[16 * 1024];

	private Farewell() {
	}

	/**
	 * Read and discard until the client closes, for at most a second.
	 * @param socket the connection's socket, whose output has been ended, and which the
	 * caller closes afterwards
	 */
	static void say(PolledSocket socket) throws IOException {
		try {
			readToEnd(socket);
		}
		catch (SocketTimeoutException ex) {
			// a client that keeps its side open
		}
	}

	private static void readToEnd(PolledSocket socket) throws IOException {
		InputStream in = socket.getInputStream();
		long deadline = System.nanoTime() + Expiry.PATIENCE_NANOS;
		int count = 0;
		while (count >= 0) {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (left <= 0) {
				return;
			}
			socket.setSoTimeout((int) left);
			socket.awaitInput(true);
			count = in.read(DISCARDED);
		}
	}

}
