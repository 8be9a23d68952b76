package io.sluice.listener;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the client can read the last answer: a close with unread
 * input would send a reset, and that would throw away what the client has not read yet
 * (RFC 1122, section 4.2.2.13).
 */
final class Farewell {

	private Farewell() {
	}

	/**
	 * Read and discard until the client closes, for at most a second.
	 * @param socket the connection's socket, whose output has been ended, and which the
	 * caller closes afterwards
	 * @param share the connection's share of its carrier
	 */
	static void say(Socket socket, FairShare share) throws IOException {
		try {
			readToEnd(socket, share);
		}
		catch (SocketTimeoutException ex) {
			// a client that keeps its side open
		}
	}

	private static void readToEnd(Socket socket, FairShare share) throws IOException {
		InputStream in = socket.getInputStream();
		byte[] discarded = new byte[1024];
		long deadline = System.nanoTime() + Expiry.PATIENCE_NANOS;
		int count = 0;
		while (count >= 0) {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (left <= 0) {
				return;
			}
			socket.setSoTimeout((int) left);
			long before = System.nanoTime();
			if (share.isUsedUp(before)) {
				share.giveWay();
			}
			count = in.read(discarded);
			share.read(Math.max(count, 0), before, System.nanoTime());
		}
	}

}
